"""A campaign's filter chain, checked against the filters' headers as the stage itself will check it."""

import re
from typing import Any

from server.campaigns.offer import Offer
from server.campaigns.wrong import short

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
LONGEST = 16


def check_chain(links: list[Any], offer: Offer, tables: set[str]) -> list[str]:
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
    list of str
        A sentence for each thing; empty where all is well.
    """
    if len(links) > LONGEST:
        return [f"chain has {len(links)} links; {LONGEST} are the most."]
    return [
        sentence for place, link in enumerate(links) for sentence in _check_link(place, link, offer, tables)
    ]


def _check_link(place: int, link: Any, offer: Offer, tables: set[str]) -> list[str]:
    where = f"chain[{place}]"
    if not isinstance(link, dict) or "filter" not in link or set(link) - {"filter", "params", "on"}:
        return [f"{where} is {short(link)}; it takes filter, params and on."]
    if link.get("on", "picture") not in ("person", "picture"):
        return [f"{where}.on is {short(link['on'])}; right would be 'person' or 'picture'."]
    name, given = link["filter"], link.get("params", {})
    if not isinstance(name, str) or name not in offer.filters:
        return [f"{where}.filter is {short(name)}; right would be {', '.join(sorted(offer.filters))}."]
    if not isinstance(given, dict):
        return [f"{where}.params is {short(given)}, not a record."]
    known = offer.filters[name]
    names = {"table": {*offer.tables, *tables}, "picture": set(offer.pictures)}
    said = []
    for key, value in given.items():
        if key not in known:
            said.append(f"{where}.params has no {short(key)}; {name} takes {', '.join(known) or 'none'}.")
        elif reason := _check_value(value, known[key], names):
            said.append(f"{where}.params.{key} is {short(value)}; right would be {reason}.")
    return said


def _check_value(value: Any, param: dict[str, Any], names: dict[str, set[str]]) -> str:
    """Say what would be right, or nothing where the value is."""
    kind = param.get("type", "number")
    if kind == "colour":
        is_colour = isinstance(value, str) and COLOUR.fullmatch(value)
        return "" if is_colour else "a colour such as '#ff8000'"
    if kind in names:
        is_known = isinstance(value, str) and (not value or value in names[kind])
        return "" if is_known else f"one of {', '.join(sorted(names[kind])) or 'none'}"
    numbers = f"from {param['min']:g} to {param['max']:g}"
    if kind == "vector":
        count = len(param["default"])
        is_vector = isinstance(value, list) and len(value) == count
        return (
            ""
            if is_vector and all(_is_within(each, param) for each in value)
            else f"{count} numbers {numbers}"
        )
    return "" if _is_within(value, param) else f"a number {numbers}"


def _is_within(value: Any, param: dict[str, Any]) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    # Written so that a value that is not a number fails as well.
    return is_number and param["min"] <= value <= param["max"]
