"""Names that a room accepts: readable, short and decent."""

import unicodedata
from collections.abc import Iterable
from pathlib import Path

from server.rooms.messages import RefusedError

NAME_LETTERS = 24

FIGURES = str.maketrans("013457@$!", "oieastasi")


def tidy(name: str) -> str:
    """Give the name as it is shown: NFKC, one space between words, nothing that cannot be seen.

    Raises
    ------
    RefusedError
        ``name-empty`` without a letter or digit, ``name-long`` beyond `NAME_LETTERS`.
    """
    # Marks that turn the text's direction or pile up over a letter reach out of the name's place.
    seen = (
        " " if letter.isspace() else letter
        for letter in unicodedata.normalize("NFKC", name)
        if letter.isspace() or unicodedata.category(letter)[0] not in "CM"
    )
    shown = " ".join("".join(seen).split())
    if not any(letter.isalnum() for letter in shown):
        raise RefusedError("name-empty")
    if len(shown) > NAME_LETTERS:
        raise RefusedError("name-long")
    return shown


def skeleton(text: str) -> list[str]:
    """Give the words of a text as rude words are looked for: letters only, small, without accents."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(letter for letter in apart if unicodedata.category(letter)[0] != "M")
    # A number is a number: 455 spells nothing.
    words = [word.translate(FIGURES) for word in plain.split() if any(map(str.isalpha, word))]
    return ["".join(filter(str.isalpha, word)) for word in words]


class Rude:
    """A list of words that names may not hold."""

    def __init__(self, words: Iterable[str]) -> None:
        lines = [line.strip() for line in words]
        listed = [line for line in lines if line and not line.startswith("#")]
        self.whole = {"".join(skeleton(word)) for word in listed if word.startswith("/")} - {""}
        self.parts = {"".join(skeleton(word)) for word in listed if not word.startswith("/")} - {""}

    @classmethod
    def from_file(cls, path: Path) -> "Rude":
        """Read a list: one word a line."""
        return cls(path.read_text(encoding="utf-8").splitlines())

    def holds(self, name: str) -> bool:
        """Tell whether the name holds one of the words, however it is spelt."""
        words = skeleton(name)
        # Letters set apart, as in "f u c k", are one word; a word in the midst of two good ones is none.
        spelt = "".join(words) if all(len(word) <= 2 for word in words) else ""
        texts = [*words, spelt]
        return any(text in self.whole or any(part in text for part in self.parts) for text in texts)
