"""How text is laid out: the same lines wherever it is drawn; only the width of a word is the host's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

# In heights of the letters' em: from line to line, and what is left free all round for the outline.
LINE, PAD = 1.25, 0.2
# A word that is longer than a line is cut; so is Chinese, which has no spaces.
_WIDE = 0x2E80
MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class Layout:
    """Lines and the size of the picture that holds them, in ems."""

    lines: tuple[str, ...]
    width: float
    height: float


def lay_out(words: str, wrap: float, measure: Callable[[str], float], most: int = MOST_LINES) -> Layout:
    r"""Break a text into lines.

    Parameters
    ----------
    words : str
        `"\n"` begins a new line.
    wrap : float
        Lines are at most so long, ems; 0 breaks none.
    measure : callable
        Width of a text in one line, ems.
    most : int
        So many lines; the others are left out.
    """
    lines: list[str] = []
    for line in words.split("\n"):
        lines += _broken(line, wrap, measure) if wrap else [line]
    lines = lines[:most]
    width = max((measure(line) for line in lines), default=0.0)
    return Layout(tuple(lines), width + 2 * PAD, len(lines) * LINE + 2 * PAD)


def _broken(line: str, wrap: float, measure: Callable[[str], float]) -> list[str]:
    lines, current = [], ""
    for piece in _pieces(line):
        if current and measure((current + piece).rstrip()) > wrap:
            lines.append(current.rstrip())
            current = ""
        current += piece if current else piece.lstrip()
        while len(current) > 1 and measure(current.rstrip()) > wrap:
            fits = next(
                (n for n in range(len(current) - 1, 1, -1) if measure(current[:n]) <= wrap),
                1,
            )
            lines.append(current[:fits])
            current = current[fits:]
    return [*lines, current.rstrip()]


def _pieces(line: str) -> list[str]:
    """Where a line may break: after a space, and after each letter of a script without spaces."""
    pieces = [""]
    for letter in line:
        pieces[-1] += letter
        if letter == " " or ord(letter) >= _WIDE:
            pieces.append("")
    return pieces
