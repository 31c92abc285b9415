"""The manifest and the borrowed networks, as set-up left them in build/cache."""

import pytest

from models import build, fetch, manifest


@pytest.fixture(scope="session")
def listed():
    return manifest.read()


@pytest.fixture(scope="session")
def sources(listed):
    return fetch.sources(listed, build.CACHE, lambda *_: None)
