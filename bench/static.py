"""A loopback server for the pages of the peers, which the stage's content security policy would stop."""

from __future__ import annotations

import mimetypes
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

TYPES = {".mjs": "text/javascript", ".js": "text/javascript", ".wasm": "application/wasm"}


@contextmanager
def serve(folders: Mapping[str, Path]) -> Iterator[str]:
    """Serve folders, isolated so that threads work, until the block ends.

    Parameters
    ----------
    folders : mapping of str to Path
        First part of the address -> folder, such as ``{"peers": Path("bench/peers")}``.

    Yields
    ------
    str
        ``http://127.0.0.1:PORT``.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name, _, rest = urlsplit(self.path).path.lstrip("/").partition("/")
            root = folders.get(name)
            file = (root / rest).resolve() if root else None
            if root is None or file is None or not file.is_file() or not file.is_relative_to(root.resolve()):
                self.send_error(404)
                return
            data = file.read_bytes()
            kind = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Cross-Origin-Opener-Policy", "same-origin")
            self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
