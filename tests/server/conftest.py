"""A small site, made by the set-up's own code, on a real server."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from server.app import create_app
from server.settings import Settings
from setup.site import assemble
from tests.server.small import CLIP, INDEX, SCRIPT, WHEEL, serving


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    groups = {
        "web": {"main.js": SCRIPT, "sw.js": b"// worker", "embed.js": b"// element", "gl/pen.js": b"pen"},
        "models": {"models.json": b"{}"},
        "ort": {"ort.wasm.min.mjs": SCRIPT},
        "wheels": {"index.json": INDEX, "oivis-0.1.0-py3-none-any.whl": WHEEL},
        "media": {"demo.webm": CLIP},
    }
    assemble(groups, folder)
    return folder


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Settings], httpx.Client]]:
    with ExitStack() as open_servers:
        yield lambda settings: open_servers.enter_context(serving(create_app(settings)))


@pytest.fixture(scope="session")
def client(site: Path, serve: Callable[[Settings], httpx.Client]) -> httpx.Client:
    return serve(Settings(site))


@pytest.fixture(scope="session")
def prefixes(client: httpx.Client) -> dict[str, str]:
    build = client.get("/healthz").json()["build"]
    return {group: f"/assets/{group}/{digest}/" for group, digest in build.items()}
