"""A page of somebody else, on a server of its own, isolated or not."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

ISOLATED = {"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp"}

# Keeps what the element says, from the first event on.
PAGE = """<!doctype html><title>shop</title><body>
<script>
  window.said = [];
  window.pending = [];
  window.kinds = ["ready", "state", "command", "scene", "photo", "error"];
  window.watch = (stage) => {
    for (const kind of kinds) stage.addEventListener(kind, ({ detail }) => {
      said.push({ kind, ...detail });
      for (const wake of pending.splice(0)) wake();
    });
    return stage;
  };
  window.hear = async (wanted, ms) => {
    const fits = (it) => Object.entries(wanted).every(([name, value]) => it[name] === value);
    const end = Date.now() + ms;
    while (!said.some(fits)) {
      if (Date.now() > end) return null;
      await new Promise((resolve) => { pending.push(resolve); setTimeout(resolve, 1000); });
    }
    return said.find(fits);
  };
</script>
<script type="module" src="%s/embed.js"></script>
</body>"""
ADD = """async (attributes) => {
  await customElements.whenDefined("oivis-stage");
  const stage = watch(document.createElement("oivis-stage"));
  for (const [name, value] of Object.entries(attributes)) stage.setAttribute(name, value);
  document.body.append(stage);
}"""


class Shop(ThreadingHTTPServer):
    """Answers every address with the same page; `home` is the server of the stage."""

    home = ""

    def __init__(self, headers: dict[str, str]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.headers = headers

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Shop

    def do_GET(self) -> None:
        content = (PAGE % self.server.home).encode()
        self.send_response(200)
        for name, value in {"Content-Type": "text/html", **self.server.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def shop(**headers: str) -> Iterator[Shop]:
    """Run it on a free port until the block ends."""
    server = Shop(headers)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
