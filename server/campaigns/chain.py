"""A campaign's filter chain, checked against the filters' headers as the stage itself will check it."""

import re
from collections.abc import Iterable
from typing import Any

from server.campaigns.offer import Offer
from server.campaigns.params import COLOUR_WANTED
from server.campaigns.place import Place
from server.campaigns.strict import COLOUR
from server.campaigns.wrong import RECORD, has_count, is_wrong, one_of, short
from server.texts.say import Sentence, say

LONGEST = 16


def check_chain(links: list[Any], offer: Offer, tables: set[str]) -> list[Sentence]:
    """Say what is wrong with a chain.

    Parameters
    ----------
    links : list
        `[{"filter": name, "params": {...}, "on": "person" | "picture"}, ...]`, docs/house.md, section 4.
    offer : Offer
    tables : set of str
        The campaign's own tables of colours.

    Returns
    -------
    list of Sentence
        A sentence for each thing; empty where all is well.
    """
    if len(links) > LONGEST:
        return [has_count(Place("chain"), len(links), say("at most {max_length}", max_length=LONGEST))]
    return [
        sentence for place, link in enumerate(links) for sentence in _check_link(place, link, offer, tables)
    ]


def tables_of(links: Iterable[Any]) -> set[str]:
    """Give the tables of colours that a chain may mean of the campaign's own: all that end so."""
    params = [link.get("params") for link in links if isinstance(link, dict)]
    values = [value for given in params if isinstance(given, dict) for value in given.values()]
    return {value for value in values if isinstance(value, str) and value.endswith(".cube")}


def _check_link(place: int, link: Any, offer: Offer, tables: set[str]) -> list[Sentence]:
    where = Place("chain", place)
    if not isinstance(link, dict) or "filter" not in link or set(link) - {"filter", "params", "on"}:
        return [say("{where} is {value}; it takes filter, params and on.", where=where, value=short(link))]
    if link.get("on", "picture") not in ("person", "picture"):
        return [is_wrong(where / "on", link["on"], say("'person' or 'picture'"))]
    name, given = link["filter"], link.get("params", {})
    if not isinstance(name, str) or name not in offer.filters:
        return [is_wrong(where / "filter", name, ", ".join(sorted(offer.filters)))]
    if not isinstance(given, dict):
        return [is_wrong(where / "params", given, say(RECORD))]
    known = offer.filters[name]
    names = {"table": {*offer.tables, *tables}, "picture": set(offer.pictures)}
    said = []
    for key, value in given.items():
        if key not in known:
            said.append(
                say(
                    "{where} has no {key}; it takes {known}.",
                    where=where / "params",
                    key=short(key),
                    known=", ".join(known) or say("none"),
                )
            )
        elif reason := _check_value(value, known[key], names):
            said.append(is_wrong(where / "params" / key, value, reason))
    return said


def _check_value(value: Any, param: dict[str, Any], names: dict[str, set[str]]) -> str:
    """Say what would be right, or nothing where the value is."""
    kind = param.get("type", "number")
    if kind == "colour":
        is_colour = isinstance(value, str) and re.fullmatch(COLOUR, value)
        return "" if is_colour else COLOUR_WANTED
    if kind in names:
        is_known = isinstance(value, str) and (not value or value in names[kind])
        return "" if is_known else one_of(sorted(names[kind]))
    if kind == "vector":
        count = len(param["default"])
        is_vector = isinstance(value, list) and len(value) == count
        if is_vector and all(_is_within(each, param) for each in value):
            return ""
        return say(
            "{count} numbers from {least:g} to {most:g}", count=count, least=param["min"], most=param["max"]
        )
    if _is_within(value, param):
        return ""
    return say("a number from {least:g} to {most:g}", least=param["min"], most=param["max"])


def _is_within(value: Any, param: dict[str, Any]) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    # Written so that a value that is not a number fails as well.
    return is_number and param["min"] <= value <= param["max"]
