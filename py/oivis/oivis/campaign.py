"""What a campaign changes of the stage: which scenes there are, what lies over them, what commands do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from .chain import joined
from .errors import OivisError
from .scenes import SCENES, Scene


@dataclass(frozen=True, slots=True)
class Campaign:
    """The stage's share of a campaign; see `Stage` for each."""

    scenes: tuple[Scene, ...]
    moves: Mapping[str, str]
    tables: Mapping[str, str]

    @classmethod
    def from_json(cls, text: str) -> Campaign:
        """Read what the page gives.

        Parameters
        ----------
        text : str
            `{"scenes": [id, ...], "chain": [link, ...], "moves": {command: move}, "tables": {name: text}}`;
            the chain as docs/house.md, section 4, says of one that lies over a scene.

        Raises
        ------
        OivisError
            `unsupported` where none of its scenes is there. One that is not there any more is left out.
        """
        given = json.loads(text)
        known = {scene.id: scene for scene in SCENES}
        chosen = [known[id] for id in given["scenes"] if id in known]
        if not chosen:
            raise OivisError("unsupported", "None of this campaign's scenes is there any more.")
        scenes = tuple(
            Scene(scene.id, scene.title, tuple(joined(_spelled(scene.chain), _spelled(given["chain"]))))
            for scene in chosen
        )
        return cls(scenes, given["moves"], given["tables"])


def _spelled(links: list[dict] | tuple[dict, ...]) -> list[dict]:
    return [{"params": {}, **link} for link in links]
