"""Sentences that can be said in every language: in English where they belong, in Chinese in `zh.toml`.

Names of the build are in both: `en.toml` has nothing else.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# English is what the code says; of the others there is a table each, English to theirs.
ENGLISH = "en"
_READ = {
    language: tomllib.loads(Path(__file__).with_name(f"{language}.toml").read_text("utf-8"))
    for language in (ENGLISH, "zh")
}
# What the build calls its filters, their parameters and what these may name, by kind: a filter and a
# parameter may have the same name.
NAMED: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    language: parts.pop("names") for language, parts in _READ.items()
}
TABLES: Mapping[str, Mapping[str, str]] = {
    language: {english: told for part in parts.values() for english, told in part.items()}
    for language, parts in _READ.items()
    if language != ENGLISH
}
LANGUAGES = (ENGLISH, *TABLES)
# As `lang` of HTML has them, and as who speaks one looks for it.
TAGS = {ENGLISH: "en", "zh": "zh-Hans"}
NAMES = {ENGLISH: "English", "zh": "中文"}


class Sentence(str):
    """A sentence: as a text it is the English one.

    Attributes
    ----------
    template : str
        With names in braces, as `str.format` has them; never anything from outside.
    values : dict of str to Any
        What stands for those names; a sentence among them is told in the same language.
    """

    template: str
    values: dict[str, Any]

    def told(self, language: str) -> str:
        """Give it in a language; in English where that has none."""
        values = {
            name: value.told(language) if isinstance(value, Sentence) else value
            for name, value in self.values.items()
        }
        return TABLES.get(language, {}).get(self.template, self.template).format(**values)


class Name(Sentence):
    """What the build calls something: as a text the name by which a document calls it.

    Attributes
    ----------
    kind : str
        As `name_of` takes it.
    """

    kind: str

    def told(self, language: str) -> str:
        """Give what it is called in a language."""
        return name_of(self.kind, str(self), language)


def named(kind: str, name: str) -> Name:
    """Make a name of the build, to be told in any language."""
    made = Name(name)
    made.template, made.values, made.kind = "{name}", {"name": name}, kind
    return made


def say(template: str, /, **values: Any) -> Sentence:
    """Make a sentence.

    Parameters
    ----------
    template : str
        In English, as it stands in the tables of the other languages.
    **values : Any
        What stands for the names in it.
    """
    sentence = Sentence(template.format(**values))
    sentence.template, sentence.values = template, values
    return sentence


def tell(told: Any, language: str) -> Any:
    """Give a sentence in a language, and a word of ours such as a role; anything else as it is."""
    if isinstance(told, Sentence):
        return told.told(language)
    return TABLES.get(language, {}).get(told, told) if isinstance(told, str) else told


def name_of(kind: str, name: str, language: str) -> str:
    """Give what the build calls something in a language.

    Parameters
    ----------
    kind : str
        A part of `names` in the tables: ``filters``, ``params`` or ``choices``.
    name : str
        One that is a campaign's own stands as it is.
    language : str
    """
    return NAMED.get(language, {}).get(kind, {}).get(name, name)


def said_by(error: Exception) -> str:
    """Give what an error says: its sentence where it has one."""
    said = error.args[0] if error.args else ""
    return said if isinstance(said, Sentence) else str(error)


def packed(sentence: str) -> Any:
    """Give a sentence as JSON takes it, for another process; `unpacked` reads it."""
    if not isinstance(sentence, Sentence):
        return sentence
    values = {
        name: packed(value) if isinstance(value, str) else value for name, value in sentence.values.items()
    }
    return [sentence.template, values]


def unpacked(data: Any) -> Any:
    """Give the sentence that was `packed`."""
    if not isinstance(data, list):
        return data
    template, values = data
    return say(template, **{name: unpacked(value) for name, value in values.items()})


def preferred(accepted: str, wanted: str = "") -> str:
    """Give the language to speak.

    Parameters
    ----------
    accepted : str
        What a browser says that it takes, Accept-Language: the first that there is.
    wanted : str
        What was chosen, which goes before; none where it is empty or there is no such language.
    """
    said = [wanted, *(part.strip() for part in accepted.split(","))]
    return next((name[:2] for name in said if name[:2] in LANGUAGES), ENGLISH)
