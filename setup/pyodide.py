"""Lay out Pyodide for the page: runtime, library and two wheels as bytecode, a lock file of only these."""

import json
import re
import shutil

from setup.fetch import CDN, Wheel, fetch, from_carrier, from_cdn
from setup.rezip import Archive, compile_zips
from setup.step import BUILD, ROOT, run

SOURCE = ROOT / "node_modules" / "pyodide"
TARGET = BUILD / "pyodide"
RUNTIME = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")
STDLIB = "python_stdlib.zip"
LOCK = "pyodide-lock.json"
PACKAGES = ("numpy", "micropip")
LIBRARY = "/lib/python314.zip"
SITE_PACKAGES = "/lib/python3.14/site-packages"

# Stubs, C headers, static libraries and the Fortran compiler's front end: no import reaches them.
UNUSED = re.compile(r"numpy/f2py/|.*/tests/|.*/include/|.*\.(pyi|pxd|a|h|c|f|f90)$|.*/_pyinstaller/")

# `import numpy` does without them: a quarter of it, which comes by `loadPackage("numpy")`.
LATER = re.compile(r"numpy/(random|fft|ma|polynomial|testing)/")
REST = "numpy-rest"


def is_used(name: str) -> bool:
    """Tell whether a member of a wheel can be imported in the page."""
    return UNUSED.match(name) is None


def is_first(name: str) -> bool:
    """Tell whether a member of a wheel is needed from the start."""
    return is_used(name) and LATER.match(name) is None


def is_later(name: str) -> bool:
    """Tell whether a member of a wheel comes when it is asked for."""
    return is_used(name) and not is_first(name)


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


def with_rest(lock: dict, file_name: str, sha256: str) -> dict:
    """Give the lock file in which NumPy depends on what was left out of its wheel."""
    numpy = lock["packages"]["numpy"]
    rest = {
        "name": REST,
        "version": numpy["version"],
        "file_name": file_name,
        "install_dir": "site",
        "sha256": sha256,
        "package_type": "package",
        "imports": [],
        "depends": [],
    }
    packages = lock["packages"] | {"numpy": numpy | {"depends": [*numpy["depends"], REST]}, REST: rest}
    return lock | {"packages": packages}


def main() -> None:
    """Fetch, compile and write the lock file."""
    lock = json.loads((SOURCE / LOCK).read_text())
    version = json.loads((SOURCE / "package.json").read_text())["version"]
    wheels = [Wheel(entry["file_name"], entry["sha256"]) for entry in map(lock["packages"].get, PACKAGES)]
    sources = {"Pyodide's CDN": from_cdn(CDN.format(version=version)), "PyPI": from_carrier}
    fetched = fetch(wheels, sources)

    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    for name in RUNTIME:
        shutil.copyfile(SOURCE / name, TARGET / name)
    print("   compiling the standard library and NumPy", flush=True)
    numpy, micropip = fetched
    rest = TARGET / f"{REST}.zip"
    _, rest_sha256, *digests = compile_zips(
        [
            Archive(SOURCE / STDLIB, TARGET / STDLIB, LIBRARY),
            Archive(numpy, rest, SITE_PACKAGES, is_later),
            Archive(numpy, TARGET / numpy.name, SITE_PACKAGES, is_first),
            Archive(micropip, TARGET / micropip.name, SITE_PACKAGES, is_used),
        ]
    )
    served = trimmed(lock, dict(zip(PACKAGES, digests, strict=True)))
    (TARGET / LOCK).write_text(json.dumps(with_rest(served, rest.name, rest_sha256)))


if __name__ == "__main__":
    run("Pyodide", main)
