"""Where something stands in a campaign."""

from typing import Self


class Place(str):
    """A place in the document: as a text it is written as one would look for it, such as ``scenes[0]``.

    Attributes
    ----------
    steps : tuple of str and int
        Its keys, and numbers within lists. The studio's form has names of its own for places:
        `server/studio/places.py`.
    """

    steps: tuple[str | int, ...]

    def __new__(cls, *steps: str | int, text: str = "") -> Self:
        """Make a place of its steps; `text` is for where its last one says enough."""
        place = super().__new__(cls, text or _written(steps))
        place.steps = steps
        return place

    @property
    def dotted(self) -> str:
        """Give it as the form writes the name of a field: ``scenes.0``."""
        return ".".join(map(str, self.steps))

    def __truediv__(self, step: str | int) -> "Place":
        """Go one step further down."""
        return Place(*self.steps, step)


def _written(steps: tuple[str | int, ...]) -> str:
    numbered = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return "".join(numbered).removeprefix(".")


NOWHERE = Place()
