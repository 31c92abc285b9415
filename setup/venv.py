"""Make `.venv` and install the pinned Python packages in it; `test` adds those of the tests."""

from __future__ import annotations

import shutil
import subprocess
import sys

from setup.step import PYTHON, ROOT, StepError, call, install, run

OLDEST = (3, 11)
NETWORK = (
    "Is there a network, and does `pip download pip` work? Then run make again: it goes on where it stopped."
)


def interpreter() -> str:
    """Find a Python that is new enough: the one that runs this, else one on the PATH.

    Raises
    ------
    StepError
        If there is none.
    """
    names = ["python3.14", "python3.13", "python3.12", "python3.11", "python3"]
    for candidate in [getattr(sys, "_base_executable", sys.executable), *map(shutil.which, names)]:
        if candidate and _version(candidate) >= OLDEST:
            return candidate
    raise StepError(
        "oivis needs Python 3.11 or newer: this is {}.{}, the PATH has none.".format(*sys.version_info[:2]),
        "Install one (Debian: apt-get install python3 python3-venv) or name it: make PYTHON=/path/to/python3",
    )


def _version(python: str) -> tuple[int, ...]:
    code = "import sys; print(*sys.version_info[:2])"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    return tuple(map(int, done.stdout.split())) if done.returncode == 0 else (0,)


def create() -> None:
    """Make the virtual environment."""
    command = [interpreter(), "-m", "venv", "--clear", str(PYTHON.parents[1])]
    if subprocess.run(command, check=False).returncode == 0:
        return
    # Debian keeps the module that puts pip into an environment in a package of its own.
    advice = "Install Python's venv module (Debian: apt-get install python3-venv), then run make again."
    if not install(["python3-venv"]):
        raise StepError("Python could not make a virtual environment.", advice)
    call(command, advice)


def main() -> None:
    """Make the environment where there is none that works, then install."""
    if not PYTHON.exists() or _version(str(PYTHON)) < OLDEST:
        create()
    pip = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "-c",
        str(ROOT / "constraints.txt"),
    ]
    # What the builds of our own packages need; hatchling asks for editables only when it is called.
    call([*pip, "-q", "editables", "hatchling"], NETWORK)
    extra = "[test]" if "test" in sys.argv[1:] else ""
    ours = ["-e", f".{extra}", "-e", "py/ortweb", "-e", "py/oivis[native]"]
    call([*pip, "--no-build-isolation", *ours], NETWORK)


if __name__ == "__main__":
    run("Python packages", main)
