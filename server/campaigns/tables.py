"""Tables of colours from outside: `.cube` files, read strictly and written anew.

References
----------
Adobe, Cube LUT Specification 1.0, 2013; Resolve's input ranges too.
"""

import math
import re

from server.campaigns.wrong import WrongError, too_large
from server.texts.say import say

# What the stage takes, `py/oivis/oivis/cube.py`.
SIZES = {"LUT_1D_SIZE": 65_536, "LUT_3D_SIZE": 65}
ARGUMENTS = {"DOMAIN_MIN": 3, "DOMAIN_MAX": 3, "LUT_1D_INPUT_RANGE": 2, "LUT_3D_INPUT_RANGE": 2}
LARGEST_TEXT = 16_000_000
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?")


def clean_table(name: str, content: bytes) -> bytes:
    """Give a `.cube` file of the same colours and nothing else: no title, no comment.

    Raises
    ------
    WrongError
        If it is none; names the line.
    """
    if len(content) > LARGEST_TEXT:
        raise WrongError(too_large(name, len(content), LARGEST_TEXT))
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise WrongError(say("{name} is no .cube file: it is not text.", name=name)) from error
    head: dict[str, str] = {}
    colours: list[str] = []
    for number, line in enumerate(lines, 1):
        word, _, rest = line.strip().partition(" ")
        where = say("{name}, line {number}:", name=name, number=number)
        if not word or word.startswith("#") or word == "TITLE":
            continue
        if word in SIZES or word in ARGUMENTS:
            if colours or word in head:
                raise WrongError(
                    say("{where} {word} comes once, and before the colours.", where=where, word=word)
                )
            head[word] = _size(where, word, rest) if word in SIZES else _numbers(where, rest, ARGUMENTS[word])
        else:
            colours.append(_numbers(where, line, 3))
    return _written(name, head, colours)


def _size(where: str, word: str, text: str) -> str:
    text = text.strip()
    if not re.fullmatch(r"[0-9]{1,6}", text) or not 2 <= int(text) <= SIZES[word]:
        raise WrongError(
            say(
                "{where} {word} is {size!r}; right would be 2 to {most}.",
                where=where,
                word=word,
                size=text[:40],
                most=SIZES[word],
            )
        )
    return str(int(text))


def _numbers(where: str, text: str, count: int) -> str:
    words = text.split()
    if len(words) != count or not all(
        NUMBER.fullmatch(word) and math.isfinite(float(word)) for word in words
    ):
        raise WrongError(
            say(
                "{where} {found!r}; right would be {count} numbers.",
                where=where,
                found=text.strip()[:40],
                count=count,
            )
        )
    return " ".join(f"{float(word):.7g}" for word in words)


def _written(name: str, head: dict[str, str], colours: list[str]) -> bytes:
    sizes = [word for word in SIZES if word in head]
    if len(sizes) != 1:
        raise WrongError(
            say(
                "{name} has {count} sizes; right would be one, LUT_3D_SIZE or LUT_1D_SIZE.",
                name=name,
                count=len(sizes),
            )
        )
    size = int(head[sizes[0]])
    wanted = size**3 if sizes == ["LUT_3D_SIZE"] else size
    if len(colours) != wanted:
        raise WrongError(
            say(
                "{name} has {count} colours; right would be {wanted} for size {size}.",
                name=name,
                count=len(colours),
                wanted=wanted,
                size=size,
            )
        )
    for low, high in _ranges(head):
        if not low < high:
            raise WrongError(
                say("{name} has an empty input range, {low:g} to {high:g}.", name=name, low=low, high=high)
            )
    return "\n".join([*(f"{word} {value}" for word, value in head.items()), *colours, ""]).encode()


def _ranges(head: dict[str, str]) -> list[tuple[float, float]]:
    lows = head.get("DOMAIN_MIN", "0 0 0").split()
    highs = head.get("DOMAIN_MAX", "1 1 1").split()
    ranges = [head[word].split() for word in ARGUMENTS if word in head and word.endswith("RANGE")]
    pairs = [*zip(lows, highs, strict=True), *((low, high) for low, high in ranges)]
    return [(float(low), float(high)) for low, high in pairs]
