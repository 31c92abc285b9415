"""What all parts of the document have in common: unknown keys are refused, and texts are only read."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from server.texts.say import say

# Characters that steer a terminal or turn the direction of what follows, instead of being read.
STEERING = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


class Strict(BaseModel):
    """A part of the document."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def _plain(text: str) -> str:
    if found := STEERING.search(text):
        raise ValueError(
            say("It has the control character {found!r}; right would be plain text.", found=found[0])
        )
    return text


def _line(text: str) -> str:
    if "\n" in text:
        raise ValueError(say("It has several lines; right would be one."))
    return _plain(text)


Line = Annotated[str, StringConstraints(min_length=1, max_length=120), AfterValidator(_line)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000), AfterValidator(_plain)]
ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"
Id = Annotated[str, StringConstraints(pattern=ID, max_length=40)]

# Names of files in the folder `assets`: what lies there says what it is by its ending.
Picture = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}\.(png|jpg|webp)$")]
PictureOrClip = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}\.(png|jpg|webp|webm)$")]
ASSET = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}\.(png|jpg|webp|webm|cube)")


def is_slug(text: str) -> bool:
    """Tell whether a campaign could have this slug: what is none need not be looked up."""
    return len(text) <= 40 and re.fullmatch(ID.removesuffix("$"), text) is not None
