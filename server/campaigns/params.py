"""What a campaign sets of our own plug-ins, checked against what each declares."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from server.campaigns.wrong import short

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def check_params(where: str, given: Mapping[str, Any], known: Mapping[str, dict[str, Any]]) -> Iterator[str]:
    """Say what is wrong with the settings of one plug-in.

    Parameters
    ----------
    where : str
        Their place in the document, such as ``plugins[0].params``.
    given : mapping of str to Any
    known : mapping of str to dict
        JSON Schema of each setting, as `oivis/plugins/param.py` makes it.

    Yields
    ------
    str
        A sentence for each setting that is wrong.
    """
    for key, value in given.items():
        if key not in known:
            yield f"{where} has no {short(key)}; it takes {', '.join(known) or 'none'}."
        elif not _is_right(value, known[key]):
            yield f"{where}.{key} is {short(value)}; right would be {wanted(known[key])}."


def wanted(schema: Mapping[str, Any]) -> str:
    """Say in words what a setting may be."""
    match schema["type"]:
        case "boolean":
            return "true or false"
        case "integer":
            return f"a whole number from {schema['minimum']:g} to {schema['maximum']:g}"
        case "number":
            return f"a number from {schema['minimum']:g} to {schema['maximum']:g}"
    if "enum" in schema:
        return f"one of {', '.join(schema['enum'])}"
    if schema.get("format") == "color":
        return "a colour such as '#ff8000'"
    return f"a text of {schema['maxLength']} letters at most"


def _is_right(value: Any, schema: Mapping[str, Any]) -> bool:
    kind = schema["type"]
    if kind == "boolean" or isinstance(value, bool):
        return kind == "boolean" and isinstance(value, bool)
    if kind in ("integer", "number"):
        is_number = isinstance(value, int | float) and schema["minimum"] <= value <= schema["maximum"]
        return is_number and (kind == "number" or value == int(value))
    if not isinstance(value, str) or len(value) > schema["maxLength"]:
        return False
    if schema.get("format") == "color" and not COLOUR.fullmatch(value):
        return False
    return "enum" not in schema or value in schema["enum"]
