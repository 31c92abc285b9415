"""Where plug-ins come from: our own in `oivis/play`, and packages with an entry point in `oivis.plugins`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from ..errors import OivisError
from ..filters import HIDDEN, Filter
from .filtering import plugin_of
from .plugin import Plugin

GROUP = "oivis.plugins"
BUILT_IN = ("booth", "hats", "party", "draw", "catch", "carousel", "prompter", "duel")
# What a page of ours plays for itself; none is chosen.
UNLISTED = ("moves",)

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,60}")


def find(name: Any, filters: Mapping[str, Filter] | None = None) -> type[Plugin]:
    """The class of a plug-in; it is imported only now.

    Parameters
    ----------
    name : str
        Of one of ours, of an entry point, or of a filter: each can be played, over the scene.
    filters : mapping of str to Filter, optional
        What there is.

    Raises
    ------
    OivisError
        `plugin-failed`: there is none of that name, it cannot be imported, or it is none.
    """
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise OivisError(
            "plugin-failed", f"{str(name)[:60]!r} is no name of a plug-in: small letters, digits, - and _."
        )
    if name in BUILT_IN or name in UNLISTED:
        return _only(import_module(f"oivis.play.{name}"), name)
    # Not before it is wanted: the page pays for what it imports.
    from importlib.metadata import entry_points

    found = entry_points(group=GROUP, name=name)
    if not found and filters and name in filters and filters[name].kind not in HIDDEN:
        return plugin_of(filters[name])
    if not found:
        others = sorted({each.name for each in entry_points(group=GROUP)} | set(BUILT_IN))
        raise OivisError("plugin-failed", f"There is no plug-in {name}; there are {', '.join(others)}.")
    try:
        made = next(iter(found)).load()
    except Exception as error:
        raise OivisError(
            "plugin-failed",
            f"The plug-in {name} cannot be imported ({type(error).__name__}: {error})."
            " The stage goes on without it.",
        ) from error
    if not (isinstance(made, type) and issubclass(made, Plugin)):
        raise OivisError(
            "plugin-failed", f"The plug-in {name} is {made!r}, not a class made from oivis.plugins.Plugin."
        )
    return made


def _only(module: Any, name: str) -> type[Plugin]:
    """The one plug-in that a module of ours defines."""
    classes = [each for each in vars(module).values() if isinstance(each, type) and issubclass(each, Plugin)]
    return next(each for each in classes if each.__module__ == module.__name__)
