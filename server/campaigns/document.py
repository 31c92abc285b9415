"""The document: one campaign, whole. Its JSON Schema is `docs/campaign.schema.json`."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints, ValidationError, model_validator

from server.campaigns import actions
from server.campaigns.brand import Brand
from server.campaigns.chain import LONGEST, check_chain
from server.campaigns.embed import Embed
from server.campaigns.offer import Offer
from server.campaigns.params import check_others, check_params
from server.campaigns.place import Place
from server.campaigns.strict import CONTACT, SHA256, VERSION, Id, Line, Picture, Strict, Text
from server.campaigns.texts import Texts
from server.campaigns.wrong import WrongError, is_wrong, one_of, sentences
from server.texts.say import Sentence, say

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

    def tables(self) -> set[str]:
        """Give the tables of colours that the chain may mean of the campaign's own: all that end so."""
        params = [link.get("params") for link in self.chain if isinstance(link, dict)]
        values = [value for given in params if isinstance(given, dict) for value in given.values()]
        return {value for value in values if isinstance(value, str) and value.endswith(".cube")}

    def assets(self) -> set[str]:
        """Give the names of all assets that it speaks of."""
        products = [product.picture for product in self.products]
        named = [self.brand.logo, self.brand.backdrop, self.photo_frame, *products, *self.tables()]
        return {name for name in named if name is not None}


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
    try:
        campaign = Campaign.model_validate(data)
    except ValidationError as error:
        raise WrongError(*sentences(error, Campaign)) from error
    except RecursionError as error:
        raise WrongError(say("The campaign is nested too deep to be read.")) from error
    if wrong := [*_of_names(campaign, offer), *_of_texts(campaign), *_of_assets(campaign, assets)]:
        raise WrongError(*wrong)
    return campaign


def _of_names(campaign: Campaign, offer: Offer) -> Iterator[Sentence]:
    for number, scene in enumerate(campaign.scenes):
        if scene not in offer.scenes:
            yield is_wrong(Place("scenes", number), scene, one_of(offer.scenes))
    yield from _of_twice(Place("scenes"), campaign.scenes)
    yield from _of_twice(Place("languages"), campaign.languages)
    yield from _of_twice(Place("products"), [product.id for product in campaign.products])
    yield from check_chain(campaign.chain, offer, campaign.tables())
    yield from _of_twice(Place("plugins"), [plugin.name for plugin in campaign.plugins])
    yield from _of_twice(Place("embed", "origins"), campaign.embed.origins)
    for number, plugin in enumerate(campaign.plugins):
        where = Place("plugins", number)
        if offer.plugins.get(plugin.name) != (plugin.version, plugin.sha256):
            which = " ".join(filter(None, (repr(plugin.name), plugin.version, plugin.sha256)))
            yield say(
                "{where}: this server has no {which}; {offered}",
                where=where,
                which=which,
                offered=_one_of(set(map(_told, offer.plugins.items()))),
            )
        elif plugin.name in offer.settings:
            yield from check_params(where / "params", plugin.params, offer.settings[plugin.name])
        else:
            yield from check_others(where / "params", plugin.params)
    products = {product.id for product in campaign.products}
    plugins = {plugin.name for plugin in campaign.plugins}
    for command, action in campaign.bindings.items():
        where = Place("bindings", command)
        match action:
            case actions.Product(product=id) if id not in products:
                yield _not_there(where / "product", id, products)
            case actions.Play(plugin=id) if id not in plugins:
                yield _not_there(where / "plugin", id, plugins)
            case actions.Call() if campaign.call is None:
                yield say(
                    "{where} shows the call to action; right would be a link in {link}.",
                    where=where,
                    link=Place("call", "link"),
                )


def _told(plugin: tuple[str, tuple[str | None, str | None]]) -> str:
    name, held = plugin
    return " ".join(filter(None, (name, *held)))


def _of_texts(campaign: Campaign) -> Iterator[Sentence]:
    if set(campaign.languages) != set(campaign.texts):
        yield say(
            "{where} has {found}; right would be those of {languages}: {named}.",
            where=Place("texts"),
            found=", ".join(sorted(campaign.texts)) or say("none"),
            languages=Place("languages"),
            named=", ".join(campaign.languages),
        )
    products = {product.id for product in campaign.products}
    lines = {action.line for action in campaign.bindings.values() if isinstance(action, actions.Say)}
    for language, texts in campaign.texts.items():
        where = Place("texts", language)
        if set(texts.products) != products:
            yield say(
                "{where} has {found}; {right}",
                where=where / "products",
                found=", ".join(sorted(texts.products)) or say("none"),
                right=_all_of(products),
            )
        for missing in sorted(lines - set(texts.lines)):
            yield say(
                "{where} lacks {missing!r}, which a gesture says; {right}",
                where=where / "lines",
                missing=missing,
                right=_one_of(set(texts.lines)),
            )
        if (texts.call is None) != (campaign.call is None):
            yield say(
                "{where} and {other} belong together; right would be both or neither.",
                where=where / "call",
                other=Place("call", "link"),
            )


def _of_assets(campaign: Campaign, assets: set[str] | None) -> Iterator[Sentence]:
    if assets is None:
        return
    for missing in sorted(campaign.assets() - assets):
        kind = PurePosixPath(missing).suffix
        fitting = {name for name in assets if name.endswith(kind)}
        yield say("{name} is shown, and no such file is there; {right}", name=missing, right=_one_of(fitting))


def _of_twice(where: Place, names: list[Any]) -> Iterator[Sentence]:
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield say("{where} has {name!r} twice; right would be once.", where=where, name=name)


def _not_there(where: Place, id: str, names: set[str]) -> Sentence:
    return say("{where} is {id!r}; {right}", where=where, id=id, right=_one_of(names))


def _one_of(names: set[str]) -> Sentence:
    if not names:
        return say("there is none.")
    return say("right would be one of {names}.", names=", ".join(sorted(names)))


def _all_of(names: set[str]) -> Sentence:
    if not names:
        return say("there is none.")
    return say("right would be all of {names}.", names=", ".join(sorted(names)))
