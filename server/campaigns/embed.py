"""Which pages of others may show a campaign."""

from typing import Annotated

from pydantic import AfterValidator, Field

from server.campaigns.strict import Line, Strict
from server.settings import ORIGIN
from server.texts.say import say


def _origin(origin: str) -> str:
    if not ORIGIN.fullmatch(origin):
        raise ValueError(
            say(
                "{origin!r} is no origin of a page; right would be https://shop.example, in small letters"
                " and without a path.",
                origin=origin[:60],
            )
        )
    return origin


Origin = Annotated[Line, AfterValidator(_origin)]


class Embed(Strict):
    """Who may show the campaign in a frame, by `embed.js`: these origins and nobody else."""

    origins: list[Origin] = Field(default_factory=list, max_length=20)
