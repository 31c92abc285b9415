"""The document: one campaign, whole. Its JSON Schema is `docs/campaign.schema.json`."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    AwareDatetime,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
    model_validator,
)

from server.campaigns import actions
from server.campaigns.brand import Brand
from server.campaigns.chain import LONGEST
from server.campaigns.embed import Embed
from server.campaigns.offer import Offer
from server.campaigns.strict import CONTACT, SHA256, VERSION, Id, Line, Picture, Strict, Text
from server.campaigns.texts import Names, Texts
from server.campaigns.whole import check_whole, files_of
from server.campaigns.wrong import WrongError, sentences
from server.texts.say import say

SHORTEST_SLUG = 3

# Those that the stage itself speaks.
Language = Literal["en", "zh"]


def _link(address: str) -> str:
    parts = urlsplit(address)
    is_plain = address.isascii() and address.isprintable() and " " not in address and "\\" not in address
    if parts.scheme != "https" or not parts.hostname or parts.username is not None or not is_plain:
        raise ValueError(
            say("{address!r} is no link; right would be https://shop.example/page.", address=address[:60])
        )
    return address


def _moment(moment: datetime) -> datetime:
    if not 2000 < moment.year < 2100:
        raise ValueError(
            say(
                "{year} is no year of a campaign; right would be after 2000 and before 2100.",
                year=moment.year,
            )
        )
    # Old zones have offsets of seconds, which TOML cannot write.
    return moment.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_moment)]
Link = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_link)]
Contact = Annotated[str, StringConstraints(max_length=120, pattern=CONTACT)]


class Product(Strict):
    """Something to be shown and sold; its words are in the texts, under its id."""

    id: Id
    picture: Picture | None = None
    link: Link


Word = Annotated[Line, StringConstraints(max_length=32)]


class Call(Strict):
    """The call to action; its words are in the texts."""

    link: Link


class Plugin(Strict):
    """A plug-in by its name: one of ours by that alone, any other held to one version and one content.

    It is on from the start, but where a command plays it: then from that command on. A filter has no version.
    """

    name: Id
    version: Annotated[str, StringConstraints(pattern=VERSION)] | None = None
    sha256: Annotated[str, StringConstraints(pattern=SHA256)] | None = None
    params: dict[Id, bool | int | float | Text] = Field(default_factory=dict)


class Schedule(Strict):
    """When a published campaign is open: from the first moment, and no longer at the second."""

    opens: Moment | None = None
    closes: Moment | None = None

    @model_validator(mode="after")
    def has_time(self) -> Self:
        """Refuse a campaign that would never be open."""
        if self.opens and self.closes and self.opens >= self.closes:
            raise ValueError(
                say(
                    "It closes at {closes}; right would be after {opens}, when it opens.",
                    closes=self.closes,
                    opens=self.opens,
                )
            )
        return self

    def is_open(self, now: datetime) -> bool:
        """Tell whether it is open at a moment."""
        return (self.opens is None or self.opens <= now) and (self.closes is None or now < self.closes)


class Campaign(Strict):
    """One campaign.

    Attributes
    ----------
    version : int
        Of this form of document.
    slug : str
        Its address is ``/c/SLUG``.
    languages : list of str
        Those of `texts`; the first is for viewers whose own is not among them.
    scenes : list of str
        In the order of `next`; the first is where the stage begins.
    chain : list of dict
        Filters over every scene, docs/house.md, section 4. A `table` may be one of the assets.
    bindings : dict of str to Action
        What each command does; see `actions.DEFAULTS` for those that are left out.
    must_cover : bool
        Whether the room is never seen: not before the first scene, and not on a failure.
    figures : bool
        Whether it is counted what happens on its page; `server/figures/fields.toml` says what.
    embed : Embed
        Which pages of others may show it.
    rude : list of str
        Words that names of players may not hold, beside the server's own, in rooms of `/play?campaign=SLUG`.
    """

    # So that what is left out is among what is right by itself.
    model_config = ConfigDict(validate_default=True)

    version: Literal[1]
    slug: Annotated[Id, StringConstraints(min_length=SHORTEST_SLUG)]
    languages: Annotated[list[Language], Field(min_length=1)]
    brand: Brand
    texts: dict[Language, Texts]
    scenes: Annotated[list[Id], Field(min_length=1, max_length=40)]
    chain: list[Any] = Field(default_factory=list, max_length=LONGEST)
    bindings: dict[actions.Command, actions.Action] = Field(default_factory=dict)
    plugins: list[Plugin] = Field(default_factory=list, max_length=8)
    products: list[Product] = Field(default_factory=list, max_length=24)
    call: Call | None = None
    photo_frame: Picture | None = None
    privacy_contact: Contact
    schedule: Schedule = Schedule()
    must_cover: bool = False
    figures: bool = True
    embed: Embed = Embed()
    rude: list[Word] = Field(default_factory=list, max_length=60)

    @field_validator("*", mode="wrap")
    @classmethod
    def keep(cls, value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
        """Put what is right by itself into the context, where there is one."""
        right = handler(value)
        if info.context is not None:
            info.context[info.field_name] = right
        return right

    def assets(self) -> set[str]:
        """Give the names of all assets that it speaks of."""
        return files_of(self.brand, self.products, self.photo_frame, self.chain)


def read(data: Any, offer: Offer, assets: set[str] | None = None) -> Campaign:
    """Read a document and check all that it names.

    Parameters
    ----------
    data : dict
        As TOML or JSON give it.
    offer : Offer
        What this server has.
    assets : set of str, optional
        Names of the assets that there are; where it is missing every name will do.

    Raises
    ------
    WrongError
        Its sentences name every key and value that is wrong, and what would be right.
    """
    parts: dict[str, Any] = {"offer": offer} if assets is None else {"offer": offer, "assets": assets}
    try:
        campaign = Campaign.model_validate(data, context=parts)
    except ValidationError as error:
        raise WrongError(*sentences(error, Campaign), *check_whole(_names(data) | parts)) from error
    except RecursionError as error:
        raise WrongError(say("The campaign is nested too deep to be read.")) from error
    if wrong := [*check_whole(parts)]:
        raise WrongError(*wrong)
    return campaign


def _names(data: Any) -> dict[str, Any]:
    """Which texts there are, as a part for `check_whole`, where that much of them is right."""
    try:
        return {"texts": TypeAdapter(dict[Language, Names]).validate_python(data["texts"])}
    except (KeyError, TypeError, ValidationError):
        return {}
