"""A pytest plug-in that drives the stage in a real Chromium whose camera plays a file.

Installed with ``oivis[testing]``. The fixtures, in the order in which one leads to the next:

``oivis_server``  the real server (``oivis serve``), or the one that ``--oivis-url`` names
``oivis_camera``  makes cameras: from a clip, from pictures, from frames that a test draws
``oivis_open``    opens the stage in front of such a camera and gives a `StagePage`
``oivis_flags``   flags of Chromium for all of them; a ``conftest.py`` may give others

Example
-------
>>> def test_a_slide_to_the_left_is_next(oivis_camera, oivis_open):
...     stage = oivis_open(oivis_camera.from_clip("slide.mp4"))
...     stage.expect_command("next")
"""

from oivis.testing.camera import Camera, Cameras
from oivis.testing.page import StagePage
from oivis.testing.plugin import (
    Opener,
    oivis_browsers,
    oivis_camera,
    oivis_flags,
    oivis_open,
    oivis_server,
    pytest_addoption,
    pytest_runtest_makereport,
)
from oivis.testing.server import Server, serve

__all__ = [
    "Camera",
    "Cameras",
    "Opener",
    "Server",
    "StagePage",
    "oivis_browsers",
    "oivis_camera",
    "oivis_flags",
    "oivis_open",
    "oivis_server",
    "pytest_addoption",
    "pytest_runtest_makereport",
    "serve",
]
