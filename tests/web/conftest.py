"""A real Chromium with the GPU code in it, and arrays that go there and come back."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import numpy as np
import pytest
from oivis.filters import shader_files
from oivis.testing.browser import chromium
from playwright.sync_api import Playwright

ROOT = Path(__file__).parents[2]
FILTERS = ROOT / "web" / "filters"
PAGE = b"<!doctype html><title>lab</title><link rel=icon href='data:,'>"

Lab = Callable[..., Any]


class Handler(SimpleHTTPRequestHandler):
    """The repository's folder, an empty page, and all filters in one file as the site has them."""

    extensions_map: ClassVar = {**SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript"}

    def do_GET(self) -> None:
        made = {"/": PAGE, "/filters.json": sources()}.get(self.path)
        if made is None:
            return super().do_GET()
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if self.path == "/" else "application/json")
        self.send_header("Content-Length", str(len(made)))
        self.end_headers()
        self.wfile.write(made)

    def log_message(self, *args: object) -> None:
        pass


def sources() -> bytes:
    return json.dumps({path.stem: path.read_text() for path in shader_files(FILTERS)}).encode()


def pack(value: Any) -> Any:
    """Arrays as the page takes them; a picture of three channels gets alpha 255."""
    if isinstance(value, dict):
        return {name: pack(each) for name, each in value.items()}
    if isinstance(value, list):
        return [pack(each) for each in value]
    if not isinstance(value, np.ndarray):
        return value
    if value.ndim == 3 and value.shape[2] == 3:
        value = np.dstack([value, np.full(value.shape[:2], 255, np.uint8)])
    height, width = value.shape[:2]
    return {"height": height, "width": width, "data": base64.b64encode(value.tobytes()).decode()}


def unpack(value: Any) -> Any:
    """What the page gave, pictures as uint8 [H, W, 3] and mattes as uint8 [H, W]."""
    if isinstance(value, list):
        return [unpack(each) for each in value]
    if not isinstance(value, dict):
        return value
    if set(value) != {"width", "height", "data"}:
        return {name: unpack(each) for name, each in value.items()}
    flat = np.frombuffer(base64.b64decode(value["data"]), np.uint8)
    array = flat.reshape(value["height"], value["width"], -1)
    return array[..., :3] if array.shape[2] == 4 else array[..., 0]


@pytest.fixture(scope="module")
def lab(playwright: Playwright) -> Iterator[Lab]:
    """Runs the body of a function in the page; `lab` is `lab.js` there, `given` what was passed."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(ROOT)))
    Thread(target=server.serve_forever, daemon=True).start()
    browser = playwright.chromium.launch(
        executable_path=chromium(), args=["--no-sandbox", "--enable-unsafe-swiftshader"]
    )
    try:
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/")

        def run(body: str, **given: Any) -> Any:
            text = "async (given) => { const lab = await import('/tests/web/gl/lab.js'); " + body + "}"
            return unpack(page.evaluate(text, {name: pack(value) for name, value in given.items()}))

        yield run
    finally:
        browser.close()
        server.shutdown()
        server.server_close()
