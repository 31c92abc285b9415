"""The page's engine: what opens models and makes tensors on the JavaScript side."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from . import _page

_base = "/ort/"
_threads = 0
_own: Any = None


def configure(base: str | None = None, threads: int | None = None) -> None:
    """Say where onnxruntime-web's files are, on pages that do not call `register(pyodide, engine)`.

    Parameters
    ----------
    base : str, optional
        Folder with onnxruntime-web's `dist` files, `/ort/` of the page's origin by default. They must be
        those of the version that this package was made for: each is compared with its sha256 before it is
        used.
    threads : int, optional
        Of WebAssembly, where the page is isolated; 0, the default, leaves the choice to this package.

    Raises
    ------
    RuntimeError
        Where the engine runs already.
    """
    global _base, _threads
    if current() is not None:
        raise RuntimeError("The engine runs already: call configure() before the first session.")
    _base = _base if base is None else base.rstrip("/") + "/"
    _threads = _threads if threads is None else threads


def current() -> Any:
    """Give the engine; None where it has not been started."""
    return _page.registered() or _own


async def started(threads: int = 0) -> Any:
    """Give the engine; start it where there is none.

    Parameters
    ----------
    threads : int
        Of WebAssembly, for an engine that is started now; 0: not asked for.
    """
    global _own
    engine = current()
    if engine is None:
        try:
            bridge = await _page.evaluate(_modules())
        except _page.JsException as error:
            raise RuntimeError(
                f"This page lets no JavaScript in from Python ({error.message}). Let the page itself import "
                "this package's bridge.js and call register(pyodide, engineAt({base, threads}))."
            ) from None
        count = threads or _threads or min(4, (_page.cores() + 1) // 2)
        place = {"base": _base, "threads": count, "checked": True}
        engine = _own = _own or bridge.engineAt(_page.to_object(place))
    return engine


def _modules() -> dict[str, str]:
    """Give the text of `engine.js` and of all that it imports, each after those that it needs itself."""
    found: dict[str, str] = {}

    def visit(name: str) -> None:
        text = (Path(__file__).parent / name).read_text()
        for other in re.findall(r'from "\./(\w+\.js)"', text):
            if other not in found:
                visit(other)
        found[name] = text

    visit("engine.js")
    return found
