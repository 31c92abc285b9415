"""Build the wheels of the bridge and the stage: sources, with the list that micropip finds them by, and
bytecode for the page, listed in Pyodide's lock file.
"""

import json
import os
import re
import shutil
import tempfile
import tomllib
from pathlib import Path

from setup.pyodide import LOCK, SITE_PACKAGES
from setup.pyodide import TARGET as PYODIDE
from setup.rezip import Archive, compile_zips, rezip
from setup.step import BUILD, PYTHON, ROOT, call, run

TARGET = BUILD / "wheels"
PACKAGES = ("ortweb", "onnxruntime", "oivis")


def build(package: str, target: Path) -> tuple[Path, str]:
    """Build one package of `py/` into `target`; give the wheel and its sha256.

    The same sources give the same bytes: zips carry times, so all are set to one.
    """
    with tempfile.TemporaryDirectory() as place:
        source = str(ROOT / "py" / package)
        command = [str(PYTHON), "-m", "build", "--wheel", "--no-isolation", "-o", place, source]
        dated = dict(os.environ, SOURCE_DATE_EPOCH="315532800")
        call(command, "The message above says why. If .venv is not whole: make clean", dated, quiet=True)
        (wheel,) = Path(place).glob("*.whl")
        return target / wheel.name, rezip(wheel, target / wheel.name)


def project(package: str, wheel: Path, sha256: str) -> dict:
    """Give a package's entry in the index, with the address left out: only the server knows it.

    References
    ----------
    PEP 691, project detail; PEP 700, sizes and versions.
    """
    about = tomllib.loads((ROOT / "py" / package / "pyproject.toml").read_text())["project"]
    file = {
        "filename": wheel.name,
        "hashes": {"sha256": sha256},
        "requires-python": about["requires-python"],
        "size": wheel.stat().st_size,
    }
    return {"name": package, "versions": [about["version"]], "files": [file]}


def locked(package: str, wheel: Path, sha256: str) -> dict:
    """Give a package's entry in Pyodide's lock file."""
    about = tomllib.loads((ROOT / "py" / package / "pyproject.toml").read_text())["project"]
    return {
        "name": package,
        "version": about["version"],
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": sha256,
        "package_type": "package",
        "imports": [package],
        "depends": [found[0] for line in about["dependencies"] if (found := re.match(r"[\w-]+", line))],
    }


def main() -> None:
    """Build every package."""
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    built = {package: build(package, TARGET) for package in PACKAGES}
    index = {package: project(package, wheel, sha256) for package, (wheel, sha256) in built.items()}
    (TARGET / "index.json").write_text(json.dumps(index, indent=1))

    wheels = [wheel for wheel, _ in built.values()]
    digests = compile_zips([Archive(wheel, PYODIDE / wheel.name, SITE_PACKAGES) for wheel in wheels])
    lock = json.loads((PYODIDE / LOCK).read_text())
    for package, wheel, sha256 in zip(PACKAGES, wheels, digests, strict=True):
        lock["packages"][package] = locked(package, wheel, sha256)
    (PYODIDE / LOCK).write_text(json.dumps(lock))


if __name__ == "__main__":
    run("Wheels of the stage and the bridge", main)
