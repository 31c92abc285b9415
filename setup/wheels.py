"""Build the wheels that the page installs, and the list that micropip finds them by."""

import json
import os
import shutil
import tempfile
import tomllib
from pathlib import Path

from setup.rezip import rezip
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


def main() -> None:
    """Build every package."""
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    index = {package: project(package, *build(package, TARGET)) for package in PACKAGES}
    (TARGET / "index.json").write_text(json.dumps(index, indent=1))


if __name__ == "__main__":
    run("Wheels of the stage and the bridge", main)
