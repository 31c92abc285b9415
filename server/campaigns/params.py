"""What a campaign sets of our own plug-ins, checked against what each declares."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from server.campaigns.place import Place
from server.campaigns.strict import COLOUR, FORMS
from server.campaigns.wrong import is_wrong, one_of, short
from server.texts.say import Sentence, say

LARGEST = 2**53 - 1
COLOUR_WANTED = FORMS[COLOUR]


def check_params(
    where: Place, given: Mapping[str, Any], known: Mapping[str, dict[str, Any]]
) -> Iterator[Sentence]:
    """Say what is wrong with the settings of one plug-in.

    Parameters
    ----------
    where : Place
        Theirs in the document, such as ``plugins[0].params``.
    given : mapping of str to Any
    known : mapping of str to dict
        JSON Schema of each setting, as `oivis/plugins/param.py` makes it.

    Yields
    ------
    Sentence
        A sentence for each setting that is wrong.
    """
    for key, value in given.items():
        if key not in known:
            yield say(
                "{where} has no {key}; it takes {known}.",
                where=where,
                key=short(key),
                known=", ".join(known) or say("none"),
            )
        elif not _is_right(value, known[key]):
            yield is_wrong(where / key, value, wanted(known[key]))


def check_others(where: Place, given: Mapping[str, Any]) -> Iterator[Sentence]:
    """Say what is wrong with the settings of a plug-in of others, which declares none here.

    They pass through JSON to the page: what JavaScript does not hold as it is would arrive as another number,
    and a larger one is read by no database again.
    """
    right = say("a whole number from {least:g} to {most:g}", least=-LARGEST, most=LARGEST)
    for key, value in given.items():
        if isinstance(value, int) and abs(value) > LARGEST:
            yield is_wrong(where / key, value, right)


def wanted(schema: Mapping[str, Any]) -> Sentence:
    """Say in words what a setting may be."""
    match schema["type"]:
        case "boolean":
            return say("true or false")
        case "integer":
            return say(
                "a whole number from {least:g} to {most:g}", least=schema["minimum"], most=schema["maximum"]
            )
        case "number":
            return say("a number from {least:g} to {most:g}", least=schema["minimum"], most=schema["maximum"])
    if "enum" in schema:
        return one_of(schema["enum"])
    if schema.get("format") == "color":
        return COLOUR_WANTED
    return say("a text of {most} letters at most", most=schema["maxLength"])


def _is_right(value: Any, schema: Mapping[str, Any]) -> bool:
    kind = schema["type"]
    if kind == "boolean" or isinstance(value, bool):
        return kind == "boolean" and isinstance(value, bool)
    if kind in ("integer", "number"):
        is_number = isinstance(value, int | float) and schema["minimum"] <= value <= schema["maximum"]
        return is_number and (kind == "number" or value == int(value))
    if not isinstance(value, str) or len(value) > schema["maxLength"]:
        return False
    if schema.get("format") == "color" and not re.fullmatch(COLOUR, value):
        return False
    return "enum" not in schema or value in schema["enum"]
