"""Where a model comes from: bytes, a file of Python's file system, or an address."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urljoin

from . import _page
from .errors import Fail, NoSuchFile, from_js, said

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://|(blob|data):", re.IGNORECASE)


async def fetched(
    engine: Any, model: str | bytes, folder: str | None, given: Mapping[str, bytes]
) -> tuple[Any, str, Any]:
    """Bring a model and the files that it needs to JavaScript.

    Parameters
    ----------
    engine : JsProxy
    model : str or bytes
        An address (with `://`), a path, or the bytes of an ONNX file.
    folder : str or None
        Where the files of a model from bytes are; None: where Python is.
    given : mapping of str to bytes
        Files that need not be looked for.

    Returns
    -------
    tuple
        The bytes as a Uint8Array, a name for messages, and the files for `engine.create`.

    Raises
    ------
    NoSuchFile
        If the model or one of its files is not there.
    Fail
        If the model asks for a file that is not beside it.
    """
    try:
        if isinstance(model, str) and _ADDRESS.match(model):
            name = PurePosixPath(re.sub(r"[?#].*", "", model)).name
            data = await engine.fetch(model)
        elif isinstance(model, str):
            name, data = Path(model).name, _page.buffer(_read(Path(model)))
            folder = str(Path(model).parent)
        else:
            name, data = "from bytes", _page.buffer(model)
        files = [
            [path, await _file(engine, path, model, folder, given)]
            for path in _files(engine.read(data))
            if path
        ]
    except _page.JsException as error:
        raise from_js(error) from None
    return data, name, _page.to_js(files)


def _files(about: str | None) -> list[str]:
    return [] if about is None else json.loads(about)["files"]


async def _file(
    engine: Any, path: str, model: str | bytes, folder: str | None, given: Mapping[str, bytes]
) -> Any:
    if path in given:
        return _page.buffer(given[path])
    parts = PurePosixPath(path)
    if parts.is_absolute() or ".." in parts.parts:
        raise said(Fail, f"The model asks for {path}, which is not beside it.")
    if isinstance(model, str) and _ADDRESS.match(model):
        return await engine.fetch(urljoin(model, path))
    return _page.buffer(_read(Path(folder or ".") / path))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise said(NoSuchFile, f"Load model from {path} failed: {error.strerror}.") from None
