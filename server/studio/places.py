"""Places of the document as the form names them: by its headings, its labels and the numbers of its rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from server.campaigns.offer import Offer
from server.campaigns.place import NOWHERE, Place
from server.campaigns.strict import is_slug
from server.studio.rows import AS_THEY_ARE, Rows
from server.texts.say import NAMES, Sentence, named, say

BRAND, TEXTS, SCENES = say("Brand"), say("Texts"), say("Scenes")
FILTERS, GAMES, GESTURES = say("Filters over every scene"), say("Games and tools"), say("Gestures")
PRODUCTS, PHOTOS, OTHERS = say("Products"), say("Photos and time"), say("Pages of others")
SHORT, SETTINGS = say("Short name"), say("Settings")
LINES, CALL = say("Lines that a gesture can say"), say("Where the call to action leads")

# Of what lies directly in the document, in `brand` and so on: the part of the form, and its label there.
LABELS = {
    "brand.name": (BRAND, say("Name")),
    "brand.logo": (BRAND, say("Logo")),
    "brand.backdrop": (BRAND, say("Backdrop before the start")),
    "brand.colours.ground": (BRAND, say("Ground")),
    "brand.colours.ink": (BRAND, say("Ink on it")),
    "brand.colours.action": (BRAND, say("Buttons")),
    "brand.colours.on_action": (BRAND, say("Ink on buttons")),
    "brand.font": (BRAND, say("Font")),
    "languages": (TEXTS, say("Languages")),
    "privacy_contact": (TEXTS, say("Contact for privacy")),
    "must_cover": (SCENES, say("Never show the room")),
    "rude": (GAMES, say("Words that no player's name may hold")),
    "call.link": (PRODUCTS, CALL),
    "photo_frame": (PHOTOS, say("Frame over photos")),
    "schedule.opens": (PHOTOS, say("Opens (UTC)")),
    "schedule.closes": (PHOTOS, say("Closes (UTC)")),
    "figures": (PHOTOS, say("Count what happens on the page, without tracking anybody")),
    "embed.origins": (OTHERS, say("Addresses")),
}
PARTS = {
    "brand": BRAND,
    "texts": TEXTS,
    "scenes": SCENES,
    "chain": FILTERS,
    "plugins": GAMES,
    "bindings": GESTURES,
    "products": PRODUCTS,
    "call": CALL,
    "schedule": PHOTOS,
    "embed": OTHERS,
}
WORDS = {
    "title": say("Name of the page"),
    "tagline": say("Headline"),
    "about": say("Sentence below it"),
    "consent": say("Consent"),
    "retention": say("Retention"),
    "failure": say("Where the stage has failed"),
    "call": say("Call to action"),
}
COMMANDS = {
    "confirm": say("Clench"),
    "next": say("Slide left"),
    "previous": say("Slide right"),
    "return": say("Open palm"),
}
LINK = {"filter": say("Filter"), "on": say("Over")}
PRODUCT = {"id": SHORT, "picture": say("Picture"), "link": say("Link")}
OF_PRODUCT = {"name": say("name"), "price": say("price"), "about": say("about")}


@dataclass(frozen=True)
class Places:
    """Where things stand in the form that shows a document.

    Parameters
    ----------
    data : mapping
        The document, as `fields.to_data` reads it.
    offer : Offer
    rows : Rows
        Where that form has the rows of the document.
    """

    data: Mapping[str, Any]
    offer: Offer
    rows: Rows = AS_THEY_ARE

    def label(self, field: str) -> str:
        """Give the label of a field, by its name."""
        steps = (int(step) if step.isdecimal() else step for step in field.split("."))
        return self._way(Place(*steps))[-1]

    def name(self, place: Place) -> Sentence:
        """Name a place by the headings above it, and its label."""
        first, *more = self._way(place)
        way = say("{name}", name=first)
        for step in more:
            way = say("{above} > {step}", above=way, step=step)
        return say('"{way}"', way=way)

    def said(self, sentence: Any) -> Any:
        """Say a sentence with its places named so; anything else stays."""
        if not isinstance(sentence, Sentence):
            return sentence
        values = {
            name: self.name(value) if isinstance(value, Place) else self.said(value)
            for name, value in sentence.values.items()
        }
        if "field" in values:
            return say("{where} is empty; write something there.", where=values["field"])
        return say(sentence.template, **values)

    def field(self, sentence: str) -> str:
        """Give the field that a sentence speaks of: for a name that the texts go by, that of the name."""
        place = place_of(sentence)
        match place.steps:
            case ("texts", _, "products", str(id)) if id in self._products:
                return f"products.{self._products.index(id)}.id"
            case ("texts", _, "lines", str(id)) if not is_slug(id) and id in lines_of(self.data):
                return f"lines.{lines_of(self.data).index(id)}.id"
        return place.dotted

    @property
    def _products(self) -> list[str]:
        return [product.get("id", "") for product in self.data.get("products", [])]

    def all(self, sentences: Iterable[str]) -> list[str]:
        """Say several, each once: what the document has at two places may have one in the form."""
        return list(dict.fromkeys(map(self.said, sentences)))

    def _way(self, place: Place) -> tuple[str, ...]:
        """Give the steps to a place in the form; as in the document where the form has none."""
        match place.steps:
            case ("texts", str(language), *more) if language in NAMES:
                return self._of_texts(NAMES[language], [str(step) for step in more])
            case ("scenes", int(number)):
                title = self.offer.scenes.get(self._at("scenes", number))
                return SCENES, say(title) if title else str(number + 1)
            case ("chain", int(number), *more):
                row = self.rows.shown("chain", number)
                return FILTERS, str(row + 1), *(_of_link(str(step)) for step in more if step != "params")
            case ("plugins", int(number), *more):
                return GAMES, *self._of_plugin(self._at("plugins", number), [str(step) for step in more])
            case ("products", int(number), *more):
                return PRODUCTS, self._product(number), *(PRODUCT.get(str(step), str(step)) for step in more)
            case ("bindings", str(command), *_) if command in COMMANDS:
                return GESTURES, COMMANDS[command]
            case ("lines", int(number), str(step)):
                return GESTURES, LINES, str(number + 1), NAMES.get(step, SHORT)
            case (*above, int(number)) if held := LABELS.get(".".join(map(str, above))):
                return *held, str(number + 1)
            case (str(part), *_):
                return LABELS.get(place.dotted) or (PARTS.get(part, str(place)),)
        return (str(place),)

    def _at(self, part: str, number: int) -> Any:
        held = self.data.get(part)
        return held[number] if isinstance(held, list) and number < len(held) else ""

    def _product(self, number: int) -> str:
        id = str((self._at("products", number) or {}).get("id", ""))
        row = self.rows.shown("products", number) + 1
        return f"{row}, {id}" if id else str(row)

    def _of_texts(self, language: str, steps: list[str]) -> tuple[str, ...]:
        match steps:
            case ("products", id, *more):
                row = self._product(self._products.index(id)) if id in self._products else id
                word = OF_PRODUCT.get(more[0] if more else "", SHORT)
                spoken = say("{word} ({language})", word=word, language=language)
                return PRODUCTS, row, spoken if more else SHORT
            case ("lines", id):
                # A name that nobody would give is cut short where it is wrong.
                lines = lines_of(self.data)
                row = str(self.rows.shown("lines", lines.index(id)) + 1) if id in lines else id
                return GESTURES, LINES, row, language if is_slug(id) else SHORT
            case ("lines",):
                return GESTURES, LINES
        return TEXTS, language, *(WORDS.get(step, step) for step in steps[:1])

    def _of_plugin(self, plugin: Any, steps: list[str]) -> tuple[str, ...]:
        name = plugin["name"]
        known = self.offer.settings.get(name, {})
        match steps:
            case ("params", key) if key in known:
                return self.offer.title_of(name), say(known[key]["title"])
            case ("params", *keys):
                return self.offer.title_of(name), SETTINGS, *keys
        return self.offer.title_of(name), *steps


def place_of(sentence: str) -> Place:
    """Give the place that a sentence of what is wrong speaks of; an empty one where none."""
    values = sentence.values if isinstance(sentence, Sentence) else {}
    place = values.get("field", values.get("where"))
    return place if isinstance(place, Place) else NOWHERE


def lines_of(data: Mapping[str, Any]) -> list[str]:
    """Give the names of the lines in the order of their rows."""
    each = (words.get("lines", {}) for words in data.get("texts", {}).values())
    return list(dict.fromkeys(id for lines in each for id in lines))


def _of_link(step: str) -> Sentence:
    return LINK.get(step) or named("params", step)
