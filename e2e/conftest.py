"""What the end-to-end tests share: the pictures, and servers with the toy models.

With ``--on-export`` the servers are plain file hosts with what `oivis export` writes.
"""

import os
from contextlib import nullcontext
from pathlib import Path

import pytest
from oivis.testing import Opener, Server, serve

from e2e.chromium import FLAGS, LIFTOFF
from e2e.exported import serve_files
from e2e.toy.clips import as_camera, room
from e2e.toy.models import write

ROOT = Path(__file__).parent.parent
# Folders whose tests cannot run on what `oivis export` writes; single tests carry the mark `server`.
SERVER = {"ortweb": "the bridge has pages of its own", "studio": "the studio", "play": "rooms"}
DATA = Path(os.environ.get("OIVIS_DATA", ROOT.parent / "shared" / "data"))


def pytest_collection_modifyitems(config, items):
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            marked = item.get_closest_marker("server")
            why = marked.args[0] if marked else SERVER.get(item.path.parent.name)
            if why and config.getoption("--on-export"):
                item.add_marker(pytest.mark.skip(reason=f"needs our server: {why}"))


@pytest.fixture(scope="session")
def oivis_flags(pytestconfig):
    """Flags of Chromium for every browser."""
    return (*FLAGS, LIFTOFF) if pytestconfig.getoption("--liftoff") else FLAGS


@pytest.fixture(scope="session")
def pictures():
    """The folder of real pictures."""
    if not DATA.is_dir():
        pytest.skip(f"no pictures at {DATA}; set OIVIS_DATA")
    return DATA


@pytest.fixture(scope="session")
def toy_models(tmp_path_factory):
    """A folder of models that see red as a person and a blue square as a palm."""
    return write(tmp_path_factory.mktemp("toy"))


@pytest.fixture(scope="session")
def served(pytestconfig):
    """``with served(*options) as server``: our server, or with ``--on-export`` a file host in its place."""
    return serve_files if pytestconfig.getoption("--on-export") else serve


@pytest.fixture(scope="session")
def oivis_server(pytestconfig, served):
    """The server of the whole run: the one of ``--oivis-url``, else a new one."""
    url = pytestconfig.getoption("--oivis-url")
    with nullcontext(Server(url.rstrip("/"))) if url else served() as server:
        yield server


@pytest.fixture(scope="session")
def toy_url(served, toy_models):
    """A server with the toy models: the same page, ready sooner, and it knows no picture."""
    with served("--models", str(toy_models)) as server:
        yield server.url


@pytest.fixture(scope="module")
def share_toy(oivis_browsers, toy_url):
    """Open the stage with the toy models; its pages stay open for the module."""
    opener = Opener(oivis_browsers, lambda: toy_url)
    yield opener
    opener.close()


@pytest.fixture
def open_toy(oivis_browsers, toy_url):
    """Open the stage with the toy models for one test."""
    opener = Opener(oivis_browsers, lambda: toy_url)
    yield opener
    opener.close()


@pytest.fixture(scope="module")
def share(oivis_browsers, oivis_server):
    """Open the stage with the models that ship; its pages stay open for the module."""
    opener = Opener(oivis_browsers, lambda: oivis_server.url)
    yield opener
    opener.close()


@pytest.fixture(scope="session")
def still_camera(oivis_camera):
    """A red person before grey stripes who does not move."""
    return oivis_camera.from_frames(as_camera(iter([room()] * 30)))
