"""Servers with rooms: one alone, and two that share theirs through a Redis of the tests' own."""

import shutil
import subprocess
import time
from contextlib import contextmanager

import pytest

from server.app import create_app
from server.rooms import limits, match
from server.settings import Settings
from tests.server.small import serving


@contextmanager
def redis_server(folder):
    """Run Debian's Redis on a socket in a folder; give its address and its process."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no redis-server here: apt-get install redis-server")
    path = folder / "redis.sock"
    options = ["--port", "0", "--unixsocket", str(path), "--save", "", "--appendonly", "no"]
    process = subprocess.Popen([program, *options, "--dir", str(folder)], stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 20
        while not path.exists():
            assert process.poll() is None and time.monotonic() < deadline, "redis-server did not start"
            time.sleep(0.02)
        yield f"unix://{path}", process
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory):
    with redis_server(tmp_path_factory.mktemp("redis")) as (url, _):
        yield url


@pytest.fixture(scope="session")
def quick():
    """Rounds that take no longer than a test should, and one address for all players."""
    patch = pytest.MonkeyPatch()
    patch.setattr(match, "COUNTDOWN_MS", 400)
    patch.setattr(match, "COMMIT_MS", 400)
    patch.setattr(match, "REVEAL_MS", 400)
    patch.setattr(limits, "TRIES_AT_ONCE", 10_000)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def alone(site, quick):
    with serving(create_app(Settings(site))) as client:
        url = str(client.base_url)
        yield [url, url]


@pytest.fixture(scope="session")
def shared(site, quick, redis_url):
    settings = Settings(site, redis=redis_url, workers=2)
    with serving(create_app(settings)) as one, serving(create_app(settings)) as two:
        yield [str(one.base_url), str(two.base_url)]


@pytest.fixture(params=["alone", "shared"])
def urls(request):
    """Addresses of two workers with the same rooms; alone, they are the same worker."""
    return request.getfixturevalue(request.param)
