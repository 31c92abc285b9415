"""The rows of the form: an emptied one is not in the document, and stands there until the page comes anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from starlette.datastructures import FormData

from server.campaigns.document import Campaign, Language

LANGUAGES: tuple[str, ...] = get_args(Language)
OF_PRODUCT = ("name", "price", "about")
# More rows than the document takes: who sends them hears of it.
MOST = 40


def text_of(form: FormData, name: str) -> str:
    """Give a field's text, without what surrounds it; an empty one where there is no such field."""
    value = form.get(name, "")
    return value.strip().replace("\r\n", "\n") if isinstance(value, str) else ""


@dataclass(frozen=True)
class Rows:
    """Where in the form the rows of the document stand.

    Attributes
    ----------
    held : mapping of str to sequence of int
        By ``products``, ``chain`` and ``lines``: the row in the form of each that the document has.
    empty : mapping of str to sequence of int
        The other rows that the form has.
    """

    held: Mapping[str, Sequence[int]]
    empty: Mapping[str, Sequence[int]]

    def shown(self, part: str, number: int) -> int:
        """Give the number in the form of a row of the document."""
        held = self.held.get(part, ())
        return held[number] if number < len(held) else number

    def names(self, name: str) -> list[str]:
        """Give the fields of the form that are meant by one with the number of a row of the document.

        Those of the row after the last one are the same fields of every empty row.
        """
        part, _, rest = name.partition(".")
        number, _, more = rest.partition(".")
        if part not in self.held or not number.isdecimal():
            return [name]
        held = self.held[part][int(number) :][:1]
        return [f"{part}.{row}.{more}" for row in held or self.empty[part]]


# In the form as it is shown first, and after it was saved.
AS_THEY_ARE = Rows({}, {})


def rows_of(form: FormData, before: Campaign) -> Rows:
    """Tell which rows of a form are in the document that is read from it.

    Parameters
    ----------
    form : FormData
    before : Campaign
        A product that it has is taken away by emptying its name; of another one the name was forgotten.
    """
    products = [
        row
        for row in range(MOST)
        if text_of(form, f"products.{row}.id")
        or (row >= len(before.products) and any(text_of(form, name) for name in _of_product(row)))
    ]
    chain = [row for row in range(MOST) if text_of(form, f"chain.{row}.filter")]
    # In the order in which the texts have them, language by language; each name once.
    lines: dict[str, int] = {}
    for language in (each for each in text_of(form, "languages").split(" ") if each in LANGUAGES):
        for row in range(MOST):
            id = text_of(form, f"lines.{row}.id")
            if id or text_of(form, f"lines.{row}.{language}"):
                lines.setdefault(id, row)
    held = {"products": products, "chain": chain, "lines": list(lines.values())}
    first = {"products": "id", "chain": "filter", "lines": "id"}
    empty = {
        part: [row for row in range(MOST) if f"{part}.{row}.{first[part]}" in form and row not in rows]
        for part, rows in held.items()
    }
    return Rows(held, empty)


def _of_product(row: int) -> list[str]:
    """Give the fields of a product, but its name."""
    words = [f"{language}.{word}" for language in LANGUAGES for word in OF_PRODUCT]
    return [f"products.{row}.{each}" for each in ("picture", "link", *words)]
