"""What is wrong with a campaign, as sentences that name the place, the value and what would be right."""

from collections.abc import Iterable, Iterator, Sequence
from string import Formatter
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from server.campaigns.place import Place
from server.campaigns.strict import FORMS, STEERING
from server.texts.say import Sentence, said_by, say

WHOLE = say("The campaign")
SHORT = 60
MOST = 20

MOMENT = "a moment with its timezone, such as 2027-03-01T09:00:00Z"
TRUTH, NUMBER, RECORD = "true or false", "a number", "a record"
# What would be right, by Pydantic's kinds of errors; the names in braces are those of its context.
RIGHT = {
    "string_type": "a text",
    "string_too_short": "at least {min_length} letters",
    "string_too_long": "at most {max_length} letters",
    "string_unicode": "a text",
    "too_short": "at least {min_length}",
    "too_long": "at most {max_length}",
    "list_type": "a list",
    "dict_type": RECORD,
    "model_type": RECORD,
    "bool_type": TRUTH,
    "bool_parsing": TRUTH,
    "int_type": NUMBER,
    "int_parsing": NUMBER,
    "int_parsing_size": NUMBER,
    "float_type": NUMBER,
    "float_parsing": NUMBER,
    "finite_number": NUMBER,
    "datetime_type": MOMENT,
    "datetime_parsing": MOMENT,
    "datetime_from_date_parsing": MOMENT,
    "datetime_object_invalid": MOMENT,
    "timezone_aware": MOMENT,
}


class WrongError(ValueError):
    """Something given from outside cannot be used.

    Attributes
    ----------
    sentences : tuple of str
        Each names one thing that is wrong and what would be right; a `Sentence` in every language.
    """

    def __init__(self, *sentences: str) -> None:
        self.sentences = sentences
        super().__init__("\n".join(sentences))


def short(value: Any) -> str:
    """Give a value as a person may read it, however long it is."""
    if isinstance(value, dict | list):
        return say("a record") if isinstance(value, dict) else say("a list")
    # Python writes no decimal of more than 4300 digits; TOML has hexadecimal ones.
    is_huge = isinstance(value, int) and value.bit_length() > 10_000
    written = hex(value) if is_huge else repr(value)
    return written if len(written) <= SHORT else f"{written[:SHORT]}..."


def is_wrong(where: str, value: Any, right: str) -> Sentence:
    """Say that a value is wrong, and what would be right."""
    return say("{where} is {value}; right would be {right}.", where=where, value=short(value), right=right)


def has_count(where: str, count: int, right: str) -> Sentence:
    """Say that there are too many of something, or too few."""
    return say("{where} has {count}; right would be {right}.", where=where, count=count, right=right)


def one_of(names: Iterable[str]) -> Sentence:
    """Name what there is, in its order."""
    return say("one of {names}", names=", ".join(names) or say("none"))


def too_large(name: str, size: int, most: int) -> Sentence:
    """Say that something has too many bytes."""
    return say("{name} has {size} bytes; {most} are the most.", name=name, size=size, most=most)


def sentences(error: ValidationError, model: type[BaseModel]) -> tuple[str, ...]:
    """Turn what Pydantic found into sentences.

    Parameters
    ----------
    error : ValidationError
    model : type of BaseModel
        What was being read; its keys are named where one is wrong.
    """
    found = error.errors(include_url=False)
    said = tuple(dict.fromkeys(_sentence(each, model) for each in found[:MOST]))
    return said if len(found) <= MOST else (*said, say("{count} more are wrong.", count=len(found) - MOST))


def _sentence(found: Any, model: type[BaseModel]) -> str:
    kind, place, value = found["type"], found["loc"], found["input"]
    steps, within = _follow(place if kind not in ("extra_forbidden", "missing") else place[:-1], model)
    where = Place(*steps)
    told = found.get("ctx", {})
    if kind == "extra_forbidden":
        key, keys = short(place[-1]), _keys(within)
        return say("{where} has no {key}; it takes {known}.", where=where or WHOLE, key=key, known=keys)
    if kind == "missing":
        key, keys = place[-1], _keys(within)
        # A form shows no keys: there it is the field that is empty.
        return say(
            "{where} lacks {key!r}; it takes {known}.",
            where=where or WHOLE,
            key=key,
            known=keys,
            field=where / key,
        )
    if kind == "value_error":
        reason = said_by(told["error"])
        return say("{where}: {reason}", where=where, reason=reason) if where else reason
    if kind == "union_tag_not_found":
        return say("{where} does not say what to {what}.", where=where, what=told["discriminator"])
    if kind == "union_tag_invalid":
        tag = told["tag"]
        return say(
            "{where} is to {tag!r}; right would be {right}.",
            where=where,
            tag=tag,
            right=told["expected_tags"],
        )
    if kind == "literal_error":
        return is_wrong(where, value, told["expected"])
    if kind == "string_pattern_mismatch":
        return is_wrong(where, value, FORMS[told["pattern"]])
    if kind in ("too_short", "too_long") and isinstance(value, str):
        kind = f"string_{kind}"
    elif kind in ("too_short", "too_long"):
        return has_count(where, told["actual_length"], _right(kind, told))
    if kind in RIGHT:
        return is_wrong(where, value, _right(kind, told))
    reason = found["msg"].removeprefix("Input ").removeprefix("String ").removeprefix("Value ")
    reason = f"{reason[0].lower()}{reason[1:]}"
    return say("{where} is {value}; it {reason}.", where=where, value=short(value), reason=reason)


def _right(kind: str, told: Any) -> Sentence:
    names = [name for _, name, _, _ in Formatter().parse(RIGHT[kind]) if name]
    return say(RIGHT[kind], **{name: told[name] for name in names})


def _follow(place: Sequence[int | str], model: Any) -> tuple[list[int | str], Any]:
    """Walk down a place: its steps as a person writes them, and what is there."""
    steps: list[int | str] = []
    here = model
    for step in place:
        models = list(_models(here))
        tagged = next((each for each in models if step in _tags(each)), None)
        if tagged is not None and len(models) > 1:
            # Pydantic puts the tag of a union's member among the steps; in the file it is none.
            here = tagged
            continue
        if isinstance(step, int):
            steps.append(step)
        elif step != "[key]":
            steps.append(STEERING.sub("?", step)[:SHORT])
        here = next(
            (each.model_fields[step].annotation for each in models if step in each.model_fields), here
        )
    return steps, here


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Give the models inside an annotation: optional, a list, a record, a union."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) is not Literal:
        is_record = get_origin(annotation) in (dict, list, tuple, Union, UnionType)
        arguments = get_args(annotation) if is_record else get_args(annotation)[:1]
        for argument in arguments:
            yield from _models(argument)


def _tags(model: type[BaseModel]) -> tuple[Any, ...]:
    field = model.model_fields.get("do")
    return get_args(field.annotation) if field else ()


def _keys(annotation: Any) -> str:
    models = list(_models(annotation))
    return ", ".join(models[0].model_fields) if models else say("none")
