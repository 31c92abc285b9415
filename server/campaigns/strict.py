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
# Names of files in the folder `assets`: what lies there says what it is by its ending.
PICTURE = r"^[a-z0-9][a-z0-9_-]{0,59}\.(png|jpg|webp)$"
PICTURE_OR_CLIP = r"^[a-z0-9][a-z0-9_-]{0,59}\.(png|jpg|webp|webm)$"
COLOUR = r"^#[0-9a-fA-F]{6}$"
CONTACT = r"^[\w.+-]+@[\w-]+(\.[\w-]+)+$"
VERSION = r"^\d+(\.\d+){0,3}$"
SHA256 = r"^[0-9a-f]{64}$"
# The same for who has never seen a regular expression.
FORMS = {
    ID: say("small letters, digits and -, such as spring-shoes"),
    PICTURE: say("the name of a file such as logo.png"),
    PICTURE_OR_CLIP: say("the name of a file such as loop.webm"),
    COLOUR: say("a colour such as '#ff8000'"),
    CONTACT: say("an address such as privacy@shop.example"),
    VERSION: say("a version such as 1.0"),
    SHA256: say("64 digits of SHA-256"),
}

Id = Annotated[str, StringConstraints(pattern=ID, max_length=40)]

Picture = Annotated[str, StringConstraints(pattern=PICTURE)]
PictureOrClip = Annotated[str, StringConstraints(pattern=PICTURE_OR_CLIP)]
ASSET = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}\.(png|jpg|webp|webm|cube)")


def is_slug(text: str) -> bool:
    """Tell whether a campaign could have this slug: what is none need not be looked up."""
    return len(text) <= 40 and re.fullmatch(ID.removesuffix("$"), text) is not None
