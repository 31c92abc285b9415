"""Lay out Pyodide for the page: the runtime, the two wheels it needs, a lock file that names only these."""

import json
import re
import shutil

from setup.fetch import CDN, Wheel, fetch, from_carrier, from_cdn
from setup.rezip import rezip
from setup.step import BUILD, ROOT, run

SOURCE = ROOT / "node_modules" / "pyodide"
TARGET = BUILD / "pyodide"
RUNTIME = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")
STDLIB = "python_stdlib.zip"
PACKAGES = ("numpy", "micropip")

# Stubs, C headers, static libraries and the Fortran compiler's front end: no import reaches them.
UNUSED = re.compile(r"numpy/f2py/|.*/tests/|.*/include/|.*\.(pyi|pxd|a|h|c|f|f90)$|.*/_pyinstaller/")


def is_used(name: str) -> bool:
    """Tell whether a member of a wheel can be imported in the page."""
    return UNUSED.match(name) is None


def trimmed(lock: dict, sha256: dict[str, str]) -> dict:
    """Give the lock file for the wheels that we serve.

    Parameters
    ----------
    lock : dict
        Pyodide's own ``pyodide-lock.json``.
    sha256 : dict of str to str
        Package to the sha256 of the file served, which Pyodide checks when it loads it.
    """
    packages = {name: lock["packages"][name] | {"sha256": digest} for name, digest in sha256.items()}
    return {"info": lock["info"], "packages": packages}


def main() -> None:
    """Fetch, re-zip and write the lock file."""
    lock = json.loads((SOURCE / "pyodide-lock.json").read_text())
    version = json.loads((SOURCE / "package.json").read_text())["version"]
    wheels = [Wheel(entry["file_name"], entry["sha256"]) for entry in map(lock["packages"].get, PACKAGES)]
    sources = {"Pyodide's CDN": from_cdn(CDN.format(version=version)), "PyPI": from_carrier}
    fetched = fetch(wheels, sources)

    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    for name in RUNTIME:
        shutil.copyfile(SOURCE / name, TARGET / name)
    rezip(SOURCE / STDLIB, TARGET / STDLIB)
    sha256 = {
        name: rezip(wheel, TARGET / wheel.name, is_used)
        for name, wheel in zip(PACKAGES, fetched, strict=True)
    }
    (TARGET / "pyodide-lock.json").write_text(json.dumps(trimmed(lock, sha256)))


if __name__ == "__main__":
    run("Pyodide", main)
