"""The campaigns that others begin with: folders of ours, read like any other."""

from pathlib import Path

from server.campaigns.bundle import Bundle, read_folder
from server.campaigns.offer import Offer
from server.texts.say import say

FOLDER = Path(__file__).parent / "templates"
NAMES = ("launch", "holiday", "stream", "booth")


def read_template(name: str, offer: Offer) -> Bundle:
    """Read one of `NAMES`.

    Raises
    ------
    ValueError
        If there is none of that name.
    """
    if name not in NAMES:
        raise ValueError(
            say("There is no template {name!r}; there are {names}.", name=name, names=", ".join(NAMES))
        )
    return read_folder(FOLDER / name, offer)
