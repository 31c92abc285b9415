"""Scenes: where the viewer can stand. Each is a folder with its data, its shaders and its thumbnail."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent

# The order in which `next` goes through them; the first is where the stage begins.
ORDER = (
    "snow",
    "blur",
    "beach",
    "studio",
    "aurora",
    "night",
    "library",
    "rain",
    "blossom",
    "mist",
    "forest",
    "ocean",
    "lanterns",
    "stars",
    "grid",
    "paper",
    "confetti",
)


@dataclass(frozen=True, slots=True)
class Scene:
    """A place: its id, its name for the viewer, its chain (`chain.check_links`)."""

    id: str
    title: str
    chain: tuple[dict[str, Any], ...]

    @classmethod
    def from_folder(cls, folder: Path) -> Scene:
        """The scene of a folder with a `scene.json`; its id is the folder's name."""
        data = json.loads((folder / "scene.json").read_text())
        return cls(folder.name, data["title"], tuple(data["chain"]))


SCENES = tuple(Scene.from_folder(FOLDER / id) for id in ORDER)
