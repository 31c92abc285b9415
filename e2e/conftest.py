"""What the end-to-end tests share: the pictures, and servers with the toy models."""

import os
from pathlib import Path

import pytest
from oivis.testing import Opener, serve

from e2e.toy.clips import as_camera, room
from e2e.toy.models import write

ROOT = Path(__file__).parent.parent
DATA = Path(os.environ.get("OIVIS_DATA", ROOT.parent / "shared" / "data"))


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


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
def toy_url(toy_models):
    """A server with the toy models: the same page, ready sooner, and it knows no picture."""
    with serve("--models", str(toy_models)) as server:
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
