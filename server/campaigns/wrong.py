"""What is wrong with a campaign, as sentences that name the place, the value and what would be right."""

from collections.abc import Iterator, Sequence
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

SHORT = 60
MOST = 20


class WrongError(ValueError):
    """Something given from outside cannot be used.

    Attributes
    ----------
    sentences : tuple of str
        Each names one thing that is wrong and what would be right.
    """

    def __init__(self, *sentences: str) -> None:
        self.sentences = sentences
        super().__init__("\n".join(sentences))


def short(value: Any) -> str:
    """Give a value as a person may read it, however long it is."""
    written = repr(value) if not isinstance(value, dict | list) else f"a {type(value).__name__}"
    return written if len(written) <= SHORT else f"{written[:SHORT]}..."


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
    return said if len(found) <= MOST else (*said, f"{len(found) - MOST} more are wrong.")


def _sentence(found: Any, model: type[BaseModel]) -> str:
    kind, place, value = found["type"], found["loc"], found["input"]
    steps, within = _follow(place if kind not in ("extra_forbidden", "missing") else place[:-1], model)
    where = ".".join(steps)
    if kind == "extra_forbidden":
        return f"{where or 'The campaign'} has no {short(place[-1])}; it takes {_keys(within)}."
    if kind == "missing":
        return f"{where or 'The campaign'} lacks {place[-1]!r}; it takes {_keys(within)}."
    if kind == "value_error":
        return f"{where}: {found['ctx']['error']}" if where else str(found["ctx"]["error"])
    if kind == "union_tag_not_found":
        return f"{where} does not say what to {found['ctx']['discriminator']}."
    if kind == "union_tag_invalid":
        return f"{where} is to {found['ctx']['tag']!r}; right would be {found['ctx']['expected_tags']}."
    if kind == "literal_error":
        return f"{where} is {short(value)}; right would be {found['ctx']['expected']}."
    reason = found["msg"].removeprefix("Input ").removeprefix("String ").removeprefix("Value ")
    return f"{where} is {short(value)}; it {reason[0].lower()}{reason[1:]}."


def _follow(place: Sequence[int | str], model: Any) -> tuple[list[str], Any]:
    """Walk down a place: its steps as a person writes them, and what is there."""
    steps: list[str] = []
    here = model
    for step in place:
        models = list(_models(here))
        tagged = next((each for each in models if step in _tags(each)), None)
        if tagged is not None and len(models) > 1:
            # Pydantic puts the tag of a union's member among the steps; in the file it is none.
            here = tagged
            continue
        if isinstance(step, int) and steps:
            steps[-1] += f"[{step}]"
        elif step != "[key]":
            steps.append(str(step)[:SHORT])
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
    return ", ".join(models[0].model_fields) if models else "none"
