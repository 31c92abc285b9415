"""Where this runs, decided in one place."""

from __future__ import annotations

import sys

from .host import Networks


def networks() -> Networks:
    """The models of this page, or of `models_folder` in CPython.

    Raises
    ------
    OivisError
        `model-missing` where there are none.
    """
    if sys.platform == "emscripten":
        from ._web import networks as here
    else:
        from ._native import networks as here
    return here()
