"""A scene of the viewer's own: a picture or a video that they have, a colour, or their room out of focus."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .errors import OivisError
from .scenes import Scene

# The id of the scene, and the name of its picture.
OWN = "own"
LARGEST = 2048
"""The longer side of its picture at most, in pixels."""

_LIGHT = {"filter": "transfer", "params": {"strength": 0.3}}


def _wall(params: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"filter": "wall", "params": dict(params)}, _LIGHT, {"filter": "composite"}]


_CHAINS: Mapping[str, Callable[[Any], list[dict[str, Any]]]] = {
    "picture": lambda name: _wall({"picture": name}),
    "colour": lambda colour: _wall({"colour": colour}),
    "blur": lambda strength: [
        {"filter": "bokeh", "params": {"strength": strength}},
        {"filter": "composite", "params": {"wrap": 0.0}},
    ],
}


def own_scene(given: Any) -> Scene:
    """The scene of what a viewer gave.

    Parameters
    ----------
    given : dict
        One of `{"picture": name}`, which may be a video's latest frame, `{"colour": "#rrggbb"}`,
        `{"blur": strength}`, 0..1. What stands there is checked with the chain.

    Raises
    ------
    OivisError
        `unsupported` where it is none of these.
    """
    if not isinstance(given, Mapping) or len(given) != 1 or (kind := next(iter(given))) not in _CHAINS:
        raise OivisError(
            "unsupported", f"{given!r} is no scene: give one of {', '.join(_CHAINS)}, and nothing else."
        )
    return Scene(OWN, "Your own", tuple(_CHAINS[kind](given[kind])))
