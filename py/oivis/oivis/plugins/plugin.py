"""What a plug-in is: a class with a few of these methods. Each hook has one sentence, in `HOOKS`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from ..types import Command, Hand
    from .canvas import Canvas
    from .desk import Desk
    from .moment import Moment
    from .param import Param

# Every hook that the stage calls. A test fails where one has no test, or none of our own plug-ins uses it.
HOOKS = {
    "start": "It has been switched on: `self.desk`, `self.params` and `self.state` are there.",
    "stop": "It is being switched off, and nothing of it is shown any more.",
    "frame": "A frame is in hand: the hands, the person, the clock.",
    "gesture": "A hand shows another gesture than before.",
    "command": "The viewer means something; return True to keep it from the page.",
    "scene": "Another scene is shown.",
    "draw": "Say what is shown: filters, text, pictures, dots and lines, in this frame.",
    "press": "A button that `buttons` declares was pressed, or its key.",
    "change": "A parameter has another value; `self.params` holds it.",
}


@dataclass(frozen=True, slots=True)
class Button:
    """A button that the page shows while the plug-in is on, and the key that presses it.

    Attributes
    ----------
    id : str
        What `Plugin.press` is given.
    title : str or mapping of str to str
        For the viewer; by language where it is a mapping, "en" at least.
    key : str
        One letter or digit, or `" "`; none where it is empty.
    """

    id: str
    title: str | Mapping[str, str]
    key: str = ""


class Plugin:
    """Made new each time that it is switched on. Overwrite what is needed; the rest does nothing.

    Attributes
    ----------
    title, about : str or mapping of str to str
        For the viewer; by language where it is a mapping, "en" at least.
    parameters : mapping of str to Param
        What a viewer or a campaign may set.
    buttons : sequence of Button
    desk : Desk
        What it may ask of the stage.
    params : dict
        The value of every parameter, checked.
    state : dict
        Plain data that survives a reload, once `desk.keep(self.state)` was called; 8 kB of JSON at most.
    """

    title: ClassVar[str | Mapping[str, str]] = ""
    about: ClassVar[str | Mapping[str, str]] = ""
    parameters: ClassVar[Mapping[str, Param]] = {}
    buttons: ClassVar[Sequence[Button]] = ()

    desk: Desk
    params: dict[str, Any]
    state: dict[str, Any]

    def start(self) -> None:
        """See `HOOKS`."""

    def stop(self) -> None:
        """See `HOOKS`."""

    def frame(self, now: Moment) -> None:
        """See `HOOKS`."""

    def gesture(self, hand: Hand, gesture: str) -> None:
        """See `HOOKS`."""

    def command(self, command: Command) -> bool | None:
        """See `HOOKS`."""

    def scene(self, id: str) -> None:
        """See `HOOKS`."""

    def draw(self, canvas: Canvas) -> None:
        """See `HOOKS`."""

    def press(self, button: str) -> None:
        """See `HOOKS`."""

    def change(self, name: str) -> None:
        """See `HOOKS`."""
