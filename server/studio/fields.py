"""The document as the fields of a form, and back."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, get_args

from starlette.datastructures import FormData

from server.campaigns.actions import Command
from server.campaigns.document import Campaign
from server.campaigns.offer import Offer
from server.campaigns.place import NOWHERE, Place
from server.studio.rows import LANGUAGES, MOST, OF_PRODUCT, rows_of, text_of

COMMANDS: tuple[str, ...] = get_args(Command)
WORDS = ("title", "tagline", "about", "consent", "retention", "failure", "call")
COLOURS = ("ground", "ink", "action", "on_action")
# What an action names beside what it does.
NAMED = {"scene": "to", "product": "product", "say": "line", "play": "plugin"}

MINUTE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?")
NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,9})?")


def to_data(form: FormData, before: Campaign, offer: Offer) -> dict[str, Any]:
    """Read the form's fields as a document, not checked yet.

    Parameters
    ----------
    form : FormData
        A field has the name of its place in the document, such as ``texts.en.title``; those of rows are
        ``products.0.id``. What is empty is left out.
    before : Campaign
        What no field changes is taken from it.
    offer : Offer
        Says which parameters of filters are numbers.
    """
    text, held = partial(text_of, form), rows_of(form, before).held

    def several(prefix: str, names: tuple[str, ...]) -> dict[str, Any]:
        return {name: value for name in names if (value := text(f"{prefix}.{name}"))}

    languages = text("languages").split(" ")
    rows = held["products"]
    texts = {}
    for language in (each for each in languages if each in LANGUAGES):
        texts[language] = several(f"texts.{language}", WORDS) | {
            "products": {
                text(f"products.{row}.id"): several(f"products.{row}.{language}", OF_PRODUCT) for row in rows
            },
            "lines": dict(_lines(text, language)),
        }
    brand = several("brand", ("name", "logo", "backdrop", "font"))
    bindings = {command: _action(text(f"bindings.{command}")) for command in COMMANDS}
    data = {
        "version": 1,
        "slug": before.slug,
        "languages": languages,
        "brand": brand | {"colours": several("brand.colours", COLOURS)},
        "texts": texts,
        "scenes": _scenes(text, offer),
        "chain": [_link(text, row, offer) for row in held["chain"]],
        "bindings": {command: action for command, action in bindings.items() if action},
        "plugins": list(_plugins(text, before, offer)),
        "products": [
            {"id": text(f"products.{row}.id")} | several(f"products.{row}", ("picture", "link"))
            for row in rows
        ],
        "call": several("call", ("link",)),
        "photo_frame": text("photo_frame"),
        "privacy_contact": text("privacy_contact"),
        "schedule": {
            name: f"{value}Z" if MINUTE.fullmatch(value) else value
            for name, value in several("schedule", ("opens", "closes")).items()
        },
        "must_cover": bool(text("must_cover")),
        "figures": bool(text("figures")),
        "embed": {"origins": text("embed.origins").split()},
        "rude": [word for line in text("rude").splitlines() if (word := line.strip())],
    }
    return {name: value for name, value in data.items() if value not in ("", {})}


def _lines(text: Any, language: str) -> Iterator[tuple[str, str]]:
    """Give the lines by their names; what is written without one stays, for the check to ask for it."""
    for row in range(MOST):
        id, line = text(f"lines.{row}.id"), text(f"lines.{row}.{language}")
        if id or line:
            yield id, line


def _action(value: str) -> dict[str, str]:
    do, _, named = value.partition(":")
    return {"do": do} | ({NAMED[do]: named} if do in NAMED else {}) if do else {}


def _scenes(text: Any, offer: Offer) -> list[str]:
    """Those that have a place, in the order of their places."""
    places = [(text(f"scenes.{scene}"), scene) for scene in offer.scenes]
    return [scene for place, scene in sorted(places, key=_order) if place]


def _order(placed: tuple[str, str]) -> float:
    return float(placed[0]) if NUMBER.fullmatch(placed[0]) else 1e9


def _link(text: Any, row: int, offer: Offer) -> dict[str, Any]:
    link: dict[str, Any] = {"filter": text(f"chain.{row}.filter")}
    given = {}
    for key, param in offer.filters.get(link["filter"], {}).items():
        if value := text(f"chain.{row}.params.{key}"):
            given[key] = _value(value, param.get("type", "number"))
    if given:
        link["params"] = given
    if text(f"chain.{row}.on") == "person":
        link["on"] = "person"
    return link


def _plugins(text: Any, before: Campaign, offer: Offer) -> Iterator[dict[str, Any]]:
    """Those that are ticked, each as the server has it; one that it has no more as it was."""
    held = {plugin.name: (plugin.version, plugin.sha256) for plugin in before.plugins} | dict(offer.plugins)
    for name, (version, sha256) in held.items():
        if text(f"plugins.{name}"):
            yield {"name": name, "version": version, "sha256": sha256, "params": _params(text, name, offer)}


def _params(text: Any, name: str, offer: Offer) -> Any:
    """Read the settings: of ours each has a field, of others all are lines of TOML."""
    if name in offer.settings:
        known = offer.settings[name].items()
        return {
            key: _setting(value, one["type"]) for key, one in known if (value := text(f"params.{name}.{key}"))
        }
    written = text(f"params.{name}")
    try:
        return tomllib.loads(written)
    except ValueError:
        # For the check to name it.
        return written


def _setting(text: str, kind: str) -> Any:
    """Read one setting; what is not of its kind stays text, for the check to name it."""
    if kind == "boolean":
        return {"true": True, "false": False}.get(text, text)
    if kind in ("integer", "number") and NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return text


def _value(text: str, kind: str) -> Any:
    """Read a parameter; what is no number stays text, for the check to name it."""
    if kind in ("colour", "table", "picture"):
        return text
    numbers = [float(word) if NUMBER.fullmatch(word) else word for word in text.split()]
    return numbers if kind == "vector" else numbers[0]


def find(data: Any, place: str) -> Any:
    """Give what is at a place such as ``texts.en.title``; an empty text where nothing is."""
    for step in place.split("."):
        if isinstance(data, list):
            data = data[int(step)] if step.isdigit() and int(step) < len(data) else ""
        else:
            data = data.get(step, "") if isinstance(data, Mapping) else ""
    return "" if data is None else data


def flat(data: Any, place: Place = NOWHERE) -> dict[Place, str]:
    """Give every value of a document by its place."""
    inside = (
        data.items() if isinstance(data, Mapping) else enumerate(data) if isinstance(data, list) else None
    )
    if inside is None:
        return {place: str(data)}
    found: dict[Place, str] = {}
    for step, value in inside:
        found |= flat(value, place / step)
    return found
