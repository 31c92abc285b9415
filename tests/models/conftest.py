"""The manifest and the borrowed networks, as set-up left them in build/cache."""

import pytest

from models import build, fetch, manifest


@pytest.fixture(scope="module")
def one_thread():
    """PyTorch with one thread: more of them get in each other's way where networks are small."""
    torch = pytest.importorskip("torch")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def listed():
    return manifest.read()


@pytest.fixture(scope="session")
def sources(listed):
    return fetch.sources(listed, build.CACHE, lambda *_: None)
