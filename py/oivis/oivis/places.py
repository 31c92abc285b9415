"""Where the viewer stands: the scenes that there are, which of them is shown, and one of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .chain import Chain
from .failures import Failures
from .own import OWN, own_scene
from .scenes import Scene

# Which commands change the scene, and how.
MOVES: Mapping[str, str] = {"next": "next", "previous": "previous", "return": "first"}


class Places:
    """Scenes in the order of `next`; the first is where the stage begins and where `return` leads.

    Parameters
    ----------
    scenes : sequence of Scene
    moves : mapping of str to str
        Commands that change the scene: to the `next`, the `previous` or the `first`.
    chain : Chain
        Is given the chain of the scene that is chosen.
    failures : Failures
        Told where there is no such scene, or it cannot be drawn.
    entered : callable
        Called with the id of each scene that is shown from now on.

    Attributes
    ----------
    here : str
        Id of the scene that is shown; empty before the first.
    """

    def __init__(
        self,
        scenes: Sequence[Scene],
        moves: Mapping[str, str],
        chain: Chain,
        failures: Failures,
        entered: Callable[[str], None],
    ) -> None:
        self._scenes = {scene.id: scene for scene in scenes}
        self._moves = dict(moves)
        self._chain = chain
        self._failures = failures
        self._entered = entered
        self.here = ""

    def listed(self) -> list[dict[str, str]]:
        """What the page shows of them: id and title."""
        return [{"id": scene.id, "title": scene.title} for scene in self._scenes.values()]

    def go(self, id: str) -> None:
        """Choose a scene; where there is none of that name, or it cannot be drawn, the one before goes on."""
        chosen = self._scenes.get(id)
        if chosen is None:
            message = f"There is no scene {id!r}: choose one of {', '.join(self._scenes)}."
            self._failures.tell("unsupported", message)
            return
        try:
            self._chain.set(chosen.chain)
        except Exception as error:
            self._failures.fail(f"scene {id}", error)
            return
        self._failures.works(f"scene {id}")
        self._enter(id)

    def obey(self, command: str) -> None:
        """Go where a command leads, if anywhere."""
        ids = list(self._scenes)
        move = self._moves.get(command)
        if move and not self.here:
            # Not even the first could be drawn: perhaps it can by now.
            self.go(ids[0])
        elif move in ("next", "previous"):
            step = 1 if move == "next" else -1
            self.go(ids[(ids.index(self.here) + step) % len(ids)])
        elif move == "first" and self.here != ids[0]:
            self.go(ids[0])

    def own(self, given: Any) -> None:
        """Make a scene of what the viewer has, the last one of all, and go there; see `own.own_scene`."""
        scene = own_scene(given)
        if "picture" in given:
            self._chain.pictures.add_picture(OWN)
        self._chain.set(scene.chain)
        self._chain.again()
        self._scenes[OWN] = scene
        self._enter(OWN)

    def _enter(self, id: str) -> None:
        self.here = id
        self._entered(id)
