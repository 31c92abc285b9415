"""The campaigns that others begin with: folders of ours, read like any other."""

from pathlib import Path

from server.campaigns.bundle import Bundle, read_folder
from server.campaigns.offer import Offer

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
        raise ValueError(f"There is no template {name!r}; there are {', '.join(NAMES)}.")
    return read_folder(FOLDER / name, offer)
