"""Every word of a campaign in one language."""

from typing import Any

from pydantic import BaseModel, Field

from server.campaigns.strict import Id, Line, Strict, Text


class ProductTexts(Strict):
    """A product's words; the price is written as it is to be read."""

    name: Line
    price: Line
    about: Line | None = None


class Texts(Strict):
    """What a viewer reads in one language.

    Attributes
    ----------
    title, tagline, about : str
        The page's name; the card's headline; a sentence below it.
    consent : str
        What the camera is used for: read before it is asked for.
    retention : str
        What is kept, where and for how long: read beside the consent.
    failure : str
        Read where the stage has failed, beside what the viewer can do.
    call : str, optional
        The words of the call to action.
    products : dict of str to ProductTexts
        By the product's id.
    lines : dict of str to str
        By their id: what the action `say` shows.
    """

    title: Line
    tagline: Line
    about: Line
    consent: Text
    retention: Text
    failure: Line
    call: Line | None = None
    products: dict[Id, ProductTexts] = Field(default_factory=dict)
    lines: dict[Id, Line] = Field(default_factory=dict)


class Names(BaseModel):
    """What other parts of a document ask of its words in one language: which there are.

    It can be told though some of the words are wrong, or missing.
    """

    call: Any = None
    products: dict[Id, Any] = Field(default_factory=dict)
    lines: dict[Id, Any] = Field(default_factory=dict)
