"""What is counted: the list of `fields.toml`, read once."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.campaigns.document import Campaign

# By language: the list says everything in each.
Words = Mapping[str, str]
# What the page of a campaign may send: label by field; "" where a field is one sum.
Known = Mapping[str, frozenset[str]]

SUM = ""
VISITS = "visits"


@dataclass(frozen=True)
class Field:
    """Something that is counted.

    Attributes
    ----------
    name : str
    title, about : mapping of str to str
        By language.
    labels : mapping of str to Words, or None
        Values that are counted apart, in their order; none where there is one sum. None where they are
        the campaign's own.
    source : str
        ``plugins`` or ``products`` where the labels are the campaign's own, else empty.
    """

    name: str
    title: Words
    about: Words
    labels: Mapping[str, Words] | None
    source: str = ""

    def title_of(self, label: str, language: str = "en") -> str:
        """Give a label as people read it."""
        words = (self.labels or {}).get(label)
        return words[language] if words else label


def _field(data: dict[str, Any]) -> Field:
    labels = data.get("labels", {})
    if isinstance(labels, str):
        return Field(data["name"], data["title"], data["about"], None, labels)
    return Field(data["name"], data["title"], data["about"], labels)


FIELDS: Sequence[Field] = tuple(
    map(_field, tomllib.loads(Path(__file__).with_name("fields.toml").read_text("utf-8"))["field"])
)


def known(campaign: Campaign, plugins: Collection[str]) -> Known:
    """Give what the page of a campaign may send; `plugins` are the names that this server offers."""
    own = {"plugins": plugins, "products": {product.id for product in campaign.products}}
    return {
        field.name: frozenset(own[field.source] if field.labels is None else field.labels or {SUM})
        for field in FIELDS
        # The server counts these itself.
        if field.name != VISITS
    }
