"""Write zips again for the page: without compression, so that Brotli shrinks all of it, without what nobody
loads, and with bytecode for sources.
"""

import hashlib
import os
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from setup.step import PYTHON, ROOT, call

# The same bytes on every machine and day.
EPOCH = (1980, 1, 1, 0, 0, 0)


def keep_all(name: str) -> bool:
    """Keep every member."""
    return True


def rezip(source: Path, target: Path, keep: Callable[[str], bool] = keep_all) -> str:
    """Copy a zip's members, stored.

    Parameters
    ----------
    source, target : Path
        Zip files; `target` is replaced whole.
    keep : callable
        Member name to whether it is kept. A wheel's RECORD loses the lines of what is not.

    Returns
    -------
    str
        The sha256 of `target`.
    """
    with zipfile.ZipFile(source) as old:
        members = [member.filename for member in old.infolist() if not member.is_dir()]
        return _store(target, ((name, old.read(name)) for name in members if keep(name)))


@dataclass(frozen=True)
class Archive:
    """A zip that is to be compiled.

    Attributes
    ----------
    source, target : Path
        `target` is replaced whole.
    home : str
        Where the page's Python finds its files; tracebacks say it.
    keep : callable
        Member name, that of the source file, to whether it is kept.
    """

    source: Path
    target: Path
    home: str
    keep: Callable[[str], bool] = keep_all


def compile_zips(archives: list[Archive]) -> list[str]:
    """Copy zips, stored, with bytecode of the page's Python in the place of its sources.

    A page would compile them at each visit, which takes longer than all else that starting Python takes.

    Returns
    -------
    list of str
        The sha256 of each target.

    Raises
    ------
    StepError
        If Node or Pyodide fails.
    """
    with ExitStack() as stack:
        folders = [Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in archives]
        for archive, folder in zip(archives, folders, strict=True):
            with zipfile.ZipFile(archive.source) as old:
                old.extractall(folder, [name for name in old.namelist() if archive.keep(name)])
        pairs = [
            word
            for archive, folder in zip(archives, folders, strict=True)
            for word in (str(folder), archive.home)
        ]
        path = f"{PYTHON.parent}{os.pathsep}{os.environ['PATH']}"
        command = ["node", str(ROOT / "setup" / "bytecode.mjs"), *pairs]
        call(
            command,
            "Is Node 20 or newer there? `make clean`, then run make again.",
            {**os.environ, "PATH": path},
        )
        return [
            _store(archive.target, _files(folder)) for archive, folder in zip(archives, folders, strict=True)
        ]


def _files(folder: Path) -> Iterable[tuple[str, bytes]]:
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            yield file.relative_to(folder).as_posix(), file.read_bytes()


def _store(target: Path, members: Iterable[tuple[str, bytes]]) -> str:
    part = target.with_name(target.name + ".part")
    held = dict(members)
    with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as new:
        for name, content in held.items():
            if re.fullmatch(r"[^/]+\.dist-info/RECORD", name):
                lines = content.decode().splitlines()
                content = "".join(f"{line}\n" for line in lines if line.split(",")[0] in held).encode()
            new.writestr(zipfile.ZipInfo(name, EPOCH), content)
    part.replace(target)
    return hashlib.sha256(target.read_bytes()).hexdigest()
