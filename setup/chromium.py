"""Find a Chromium for the browser tests, or get one; and the OpenGL that draws files without a window."""

import ctypes.util
import os
import shutil

from setup.step import PYTHON, call, install, run

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OPENGL = ["libegl1", "libgl1-mesa-dri"]


def system() -> str | None:
    """Give the machine's own browser: ``OIVIS_CHROMIUM`` if it is set, else the first on the PATH."""
    return next(filter(None, map(shutil.which, (os.environ.get("OIVIS_CHROMIUM", ""), *NAMES))), None)


def main() -> None:
    """Get what is missing: Debian's packages where we may, else Playwright's own browser."""
    missing = [] if ctypes.util.find_library("EGL") else list(OPENGL)
    missing += [] if system() else ["chromium"]
    if missing and not install(missing):
        print(f"   not there, and not ours to install: {' '.join(missing)}")
    if found := system():
        print(f"   {found}")
        return
    advice = (
        "Install Chromium with the system's packages, or name one: OIVIS_CHROMIUM=/path/to/chromium make test"
    )
    call([str(PYTHON), "-m", "playwright", "install", "chromium"], advice)


if __name__ == "__main__":
    run("Chromium", main)
