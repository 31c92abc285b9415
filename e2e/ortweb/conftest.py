"""A page of its own for the bridge: a static server with the real one's headers, and Python in a worker."""

from __future__ import annotations

import inspect
import json
import shutil
import textwrap
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright

from e2e.chromium import FLAGS
from setup.chromium import system

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
CSP = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'"
ISOLATED = {"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp"}
DAMAGED = b"damaged"

# Before each function that is sent to the page.
PRELUDE = """
import js, json, lab, pyodide_js
from js import Object
from pyodide.ffi import to_js

def to_object(value):
    return to_js(value, dict_converter=Object.fromEntries)

def address(model):
    return f"{js.location.origin}/models/{model}.onnx"

async def opened(**wanted):
    engine = await lab.open(to_object({"base": "/ort/", "providers": ["wasm"], **wanted}))
    lab.register(pyodide_js, engine)
    return engine
"""

Run = Callable[..., Any]


class Server(ThreadingHTTPServer):
    """Serves a folder and keeps what was asked for.

    The first answer under /once/ is damaged, all those under /never/ are, and caches may keep them.
    """

    def __init__(self, folder: Path, headers: dict[str, str]) -> None:
        super().__init__(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
        self.headers = headers
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def models_asked(self) -> list[str]:
        return [path for path in self.asked if path.endswith(".onnx")]


class Handler(SimpleHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        seen = self.path in self.server.asked
        self.server.asked.append(self.path)
        damaged = self.path.startswith("/never/") or (self.path.startswith("/once/") and not seen)
        if damaged:
            self.send_response(200)
            self.send_header("Cache-Control", "max-age=3600")
            self.send_header("Content-Length", str(len(DAMAGED)))
            self.end_headers()
            self.wfile.write(DAMAGED)
            return
        if self.path.startswith("/once/"):
            self.path = self.path.replace("/once/", "/models/", 1)
        super().do_GET()

    def end_headers(self) -> None:
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing: `asked` has it."""


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    """The folder that is served."""
    pyodide, ort = ROOT / "build" / "pyodide", ROOT / "node_modules" / "onnxruntime-web" / "dist"
    if not pyodide.is_dir() or not ort.is_dir():
        pytest.skip("Pyodide or onnxruntime-web is not there; run `make build`")
    folder = tmp_path_factory.mktemp("bridge")
    for name in ("index.html", "page.js", "worker.js", "copies.js", "host.html", "host.js"):
        shutil.copy(HERE / name, folder)
    (folder / "pyodide").symlink_to(pyodide)
    (folder / "ort").symlink_to(ort)
    (folder / "ortweb").symlink_to(ROOT / "py" / "ortweb" / "ortweb")
    (folder / "models").mkdir()
    packages = tmp_path_factory.mktemp("packages")
    for name in ("ortweb", "onnxruntime"):
        shutil.copytree(ROOT / "py" / name / name, packages / name)
    shutil.make_archive(str(folder / "python"), "zip", packages)
    return folder


@pytest.fixture(scope="session")
def models(site) -> Path:
    """The folder that is served as /models/."""
    return site / "models"


def serve(folder: Path, headers: dict[str, str]) -> Iterator[Server]:
    server = Server(folder, headers)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def server(site) -> Iterator[Server]:
    """With isolation, as the real one."""
    yield from serve(site, {"Content-Security-Policy": CSP, **ISOLATED})


@pytest.fixture(scope="session")
def open_server(site) -> Iterator[Server]:
    """Without isolation: no shared memory, so no threads."""
    yield from serve(site, {"Content-Security-Policy": CSP})


@pytest.fixture(scope="session")
def launch(playwright: Playwright) -> Callable[..., Browser]:
    """Launch a Chromium with more arguments."""
    return lambda *arguments: playwright.chromium.launch(
        executable_path=system(), args=["--no-sandbox", *FLAGS, *arguments]
    )


@pytest.fixture(scope="session")
def chromium(launch) -> Iterator[Browser]:
    browser = launch()
    yield browser
    browser.close()


def runner(page: Page) -> Run:
    """Give the function that runs an async function of a test in the page, with arguments that are JSON."""

    def run(function: Callable[..., Any], *arguments: Any) -> Any:
        source = textwrap.dedent(inspect.getsource(function))
        call = f"json.dumps(await {function.__name__}(*json.loads({json.dumps(arguments)!r})))"
        return json.loads(page.evaluate("code => window.python(code)", f"{PRELUDE}\n{source}\n{call}"))

    return run


@pytest.fixture(scope="module")
def run(chromium, server) -> Iterator[Run]:
    """Run a function in a page that the module shares: Pyodide takes seconds to boot."""
    page = chromium.new_page()
    page.goto(server.url)
    yield runner(page)
    page.close()


@pytest.fixture
def run_at(chromium) -> Iterator[Callable[[str], Run]]:
    """Give the function for a fresh page: the runtime's threads are settled once in a worker."""
    pages: list[Page] = []

    def at(url: str, browser: Browser = chromium) -> Run:
        pages.append(browser.new_page())
        pages[-1].goto(url)
        return runner(pages[-1])

    yield at
    for page in pages:
        page.close()
