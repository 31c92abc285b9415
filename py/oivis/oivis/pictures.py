"""Tables of colours and pictures that chains name: our own, and those that a page or a campaign gives."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import numpy as np

from .cube import read_cube
from .errors import OivisError
from .filters import PICTURES
from .host import Host
from .looks import LOOKS, look_table
from .stickers import STICKERS, sticker_picture

_NAME = re.compile(r"[\w./ -]{1,80}")
LARGEST = 1024


class Pictures:
    """What there is by name. Our own are drawn when a chain first names them.

    Parameters
    ----------
    host : Host
        Is given each picture once.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._types = dict.fromkeys(LOOKS, "table") | dict.fromkeys(STICKERS, "picture")
        self._given: set[str] = set()

    @property
    def names(self) -> Mapping[str, Collection[str]]:
        """The tables and the pictures that there are."""
        return {kind: [name for name, of in self._types.items() if of == kind] for kind in PICTURES}

    def add_table(self, name: str, text: str) -> None:
        """Take the text of a `.cube` file; `OivisError` says what is wrong with it or the name."""
        self._check(name)
        self._give(name, "table", read_cube(text))

    def add_picture(self, name: str, rgba: np.ndarray | None = None) -> None:
        """Take a picture.

        Parameters
        ----------
        name : str
        rgba : ndarray of uint8, shape (h, w, 4), optional
            Premultiplied, row 0 at the top, neither side over 1024. Where it is missing the host has it.

        Raises
        ------
        OivisError
            `unsupported` where the name or the size is none.
        """
        self._check(name)
        if rgba is not None and max(rgba.shape[:2]) > LARGEST:
            height, width = rgba.shape[:2]
            raise OivisError(
                "unsupported",
                f"The picture {name} is {width}x{height}; neither side may be over {LARGEST}.",
            )
        self._give(name, "picture", rgba)

    def has(self, name: str) -> bool:
        """Whether there is a picture of that name."""
        return self._types.get(name) == "picture"

    def need_picture(self, name: str) -> None:
        """Give the host a picture of ours where it does not have it yet."""
        if name not in self._given:
            self._give(name, *self._draw(name))

    def need(self, links: Iterable[Mapping[str, Any]]) -> None:
        """Give the host what a checked chain names and it does not have yet."""
        for link in links:
            params = self._host.filters[link["filter"]].params
            for key, value in link["params"].items():
                if params[key].type in PICTURES and value and value not in self._given:
                    self._give(value, *self._draw(value))

    def _draw(self, name: str) -> tuple[str, np.ndarray]:
        return ("table", look_table(name)) if name in LOOKS else ("picture", sticker_picture(name))

    def _give(self, name: str, kind: str, rgba: np.ndarray | None) -> None:
        if rgba is not None:
            self._host.picture(name, rgba)
        self._types[name] = kind
        self._given.add(name)

    def _check(self, name: Any) -> None:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise OivisError(
                "unsupported", f"{name!r} is no name: letters, digits, spaces and . / - _, 80 at most."
            )
