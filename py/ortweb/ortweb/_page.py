"""What the bridge takes from Pyodide. No other file imports it."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import Any

from .promise import Promised, called

if sys.platform == "emscripten":
    import js
    from pyodide.code import run_js
    from pyodide.ffi import JsException, JsProxy, can_run_sync, run_sync, to_js
    from pyodide.webloop import WebLoop

    __all__ = [
        "JsException",
        "JsProxy",
        "block",
        "buffer",
        "cores",
        "evaluate",
        "interfaces",
        "plain",
        "registered",
        "start",
        "to_js",
        "to_object",
        "to_object_list",
    ]

    def to_object(value: Mapping[str, Any]) -> Any:
        """Copy a mapping, and what it holds, into a plain JavaScript object."""
        return to_js(value, dict_converter=js.Object.fromEntries)

    def to_object_list(values: list[dict[str, Any]]) -> Any:
        """Copy mappings into a list of plain JavaScript objects."""
        return to_js(values, dict_converter=js.Object.fromEntries)

    def plain(value: Any) -> Any:
        """Copy a plain value of JavaScript's."""
        return json.loads(js.JSON.stringify(value))

    def buffer(content: Any) -> Any:
        """Copy a flat array of bytes, once, into a new Uint8Array."""
        data = js.Uint8Array.new(len(content))
        data.assign(content)
        return data

    def block(instead: str, call: Callable[..., Awaitable[Any]], *arguments: Any) -> Any:
        """Call something and wait for it; where a page cannot wait, `RuntimeError` names `instead`."""
        if not can_run_sync():
            raise RuntimeError(
                "Python cannot wait here: this browser has no JavaScript Promise Integration, or this code "
                f"was not entered by runPythonAsync, a task or callPromising. Use `{instead}`."
            )
        return run_sync(called(Promised, call, *arguments))

    def start(call: Callable[..., Awaitable[Any]], *arguments: Any) -> Awaitable[Any]:
        """Call JavaScript, which gives a promise; give what is to be awaited for it."""
        loop = asyncio.get_running_loop()
        if not isinstance(loop, WebLoop):
            return call(*arguments)
        # Pyodide's own futures count themselves by a timer each, which takes 0.03 ms more.
        return called(lambda: asyncio.Future(loop=loop), call, *arguments)

    @cache
    def interfaces() -> set[str]:
        """Which of onnxruntime-web's providers this browser has the interface of; asked once."""
        found = {word for word, api in (("webgpu", "gpu"), ("webnn", "ml")) if hasattr(js.navigator, api)}
        if hasattr(js, "OffscreenCanvas") and js.OffscreenCanvas.new(1, 1).getContext("webgl2"):
            found.add("webgl")
        return found

    def cores() -> int:
        """How many threads this machine runs at a time."""
        return int(getattr(js.navigator, "hardwareConcurrency", 1))

    async def evaluate(modules: Mapping[str, str]) -> Any:
        """Import modules that import each other; give the last one.

        Parameters
        ----------
        modules : mapping of str to str
            The text of each by its name; whom one imports comes before it, as `from "./NAME"`.

        Raises
        ------
        JsException
            Where the page's policy allows no code from Python.
        """
        load = run_js("url => import(url)")
        urls: dict[str, str] = {}
        try:
            for name, text in modules.items():
                for other, url in urls.items():
                    text = text.replace(f'from "./{other}"', f'from "{url}"')
                blob = js.Blob.new(to_js([text]), to_object({"type": "text/javascript"}))
                urls[name] = js.URL.createObjectURL(blob)
            return await load(urls[name])
        finally:
            for url in urls.values():
                js.URL.revokeObjectURL(url)

    def registered() -> Any:
        """The engine that the page has given to Python; None where it has given none."""
        try:
            import _ortweb
        except ModuleNotFoundError:
            return None
        return _ortweb

else:

    def __getattr__(name: str) -> Any:
        raise RuntimeError(
            "ortweb runs in a page, under Pyodide. In CPython use onnxruntime, which has the same names."
        )
