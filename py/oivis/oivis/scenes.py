"""Scenes as data: where the viewer can stand. None of them needs a download."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Scene:
    """A place: its id, its name for the viewer, its chain (`chain.check_links`)."""

    id: str
    title: str
    chain: tuple[dict[str, Any], ...]


# What comes before `composite` changes the person alone: it brings them into the light of the place.
SCENES = (
    Scene(
        "snow",
        "Snowfall",
        (
            {"filter": "snow"},
            {"filter": "adjust", "params": {"temperature": -0.12}},
            {"filter": "composite"},
            {"filter": "flakes"},
        ),
    ),
    Scene("blur", "Soft room", ({"filter": "blur"}, {"filter": "composite", "params": {"wrap": 0.0}})),
    Scene("studio", "Studio", ({"filter": "studio"}, {"filter": "composite"})),
    Scene(
        "aurora",
        "Northern lights",
        (
            {"filter": "aurora"},
            {"filter": "adjust", "params": {"exposure": -0.35, "temperature": -0.25}},
            {"filter": "composite", "params": {"wrap": 0.5}},
        ),
    ),
    Scene(
        "night",
        "City at night",
        (
            {"filter": "night"},
            {"filter": "adjust", "params": {"exposure": -0.2, "temperature": 0.1}},
            {"filter": "composite", "params": {"wrap": 0.5}},
        ),
    ),
)
