"""What is wrong between the parts of a document, each of which is right by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from inspect import signature
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from server.campaigns import actions
from server.campaigns.chain import check_chain, tables_of
from server.campaigns.params import check_others, check_params
from server.campaigns.place import Place
from server.campaigns.wrong import is_wrong, one_of
from server.texts.say import Sentence, say

if TYPE_CHECKING:
    from server.campaigns.brand import Brand
    from server.campaigns.document import Call, Plugin, Product
    from server.campaigns.embed import Embed
    from server.campaigns.offer import Offer
    from server.campaigns.texts import Names, Texts

    Bindings = Mapping[actions.Command, actions.Action]
    Spoken = Mapping[str, Texts | Names]


def check_whole(parts: Mapping[str, Any]) -> Iterator[Sentence]:
    """Say what is wrong between parts.

    Parameters
    ----------
    parts : mapping of str to Any
        The fields of a campaign that are right by themselves (of texts their names will do), ``offer`` and,
        where it is known which there are, ``assets``. What needs another one is not checked: nobody can tell
        yet.
    """
    for check in CHECKS:
        needed = signature(check).parameters
        if needed.keys() <= parts.keys():
            yield from check(**{name: parts[name] for name in needed})


def _scenes(scenes: list[str], offer: Offer) -> Iterator[Sentence]:
    for number, scene in enumerate(scenes):
        if scene not in offer.scenes:
            yield is_wrong(Place("scenes", number), scene, one_of(offer.scenes))
    yield from _twice(Place("scenes"), scenes)


def _languages(languages: list[str], texts: Spoken) -> Iterator[Sentence]:
    yield from _twice(Place("languages"), languages)
    if set(languages) != set(texts):
        yield say(
            "{where} has {found}; right would be those of {languages}: {named}.",
            where=Place("texts"),
            found=", ".join(sorted(texts)) or say("none"),
            languages=Place("languages"),
            named=", ".join(languages),
        )


def _chain(chain: list[Any], offer: Offer) -> Iterator[Sentence]:
    yield from check_chain(chain, offer, tables_of(chain))


def _plugins(plugins: list[Plugin], offer: Offer) -> Iterator[Sentence]:
    yield from _twice(Place("plugins"), [plugin.name for plugin in plugins])
    for number, plugin in enumerate(plugins):
        where = Place("plugins", number)
        if offer.plugins.get(plugin.name) != (plugin.version, plugin.sha256):
            which = " ".join(filter(None, (repr(plugin.name), plugin.version, plugin.sha256)))
            yield say(
                "{where}: this server has no {which}; {offered}",
                where=where,
                which=which,
                offered=_one_of(
                    {" ".join(filter(None, (name, *held))) for name, held in offer.plugins.items()}
                ),
            )
        elif plugin.name in offer.settings:
            yield from check_params(where / "params", plugin.params, offer.settings[plugin.name])
        else:
            yield from check_others(where / "params", plugin.params)


def _products(products: list[Product]) -> Iterator[Sentence]:
    yield from _twice(Place("products"), [product.id for product in products])


def _origins(embed: Embed) -> Iterator[Sentence]:
    yield from _twice(Place("embed", "origins"), embed.origins)


def _shown(bindings: Bindings, products: list[Product]) -> Iterator[Sentence]:
    ids = {product.id for product in products}
    for command, action in bindings.items():
        if isinstance(action, actions.Product) and action.product not in ids:
            yield _not_there(Place("bindings", command, "product"), action.product, ids)


def _played(bindings: Bindings, plugins: list[Plugin]) -> Iterator[Sentence]:
    names = {plugin.name for plugin in plugins}
    for command, action in bindings.items():
        if isinstance(action, actions.Play) and action.plugin not in names:
            yield _not_there(Place("bindings", command, "plugin"), action.plugin, names)


def _called(bindings: Bindings, call: Call | None) -> Iterator[Sentence]:
    for command, action in bindings.items():
        if isinstance(action, actions.Call) and call is None:
            yield say(
                "{where} shows the call to action; right would be a link in {link}.",
                where=Place("bindings", command),
                link=Place("call", "link"),
            )


def _said(bindings: Bindings, texts: Spoken) -> Iterator[Sentence]:
    lines = {action.line for action in bindings.values() if isinstance(action, actions.Say)}
    for language, words in texts.items():
        for missing in sorted(lines - set(words.lines)):
            yield say(
                "{where} lacks {missing!r}, which a gesture says; {right}",
                where=Place("texts", language, "lines"),
                missing=missing,
                right=_one_of(set(words.lines)),
            )


def _words_of_products(texts: Spoken, products: list[Product]) -> Iterator[Sentence]:
    ids = {product.id for product in products}
    for language, words in texts.items():
        if set(words.products) != ids:
            yield say(
                "{where} has {found}; {right}",
                where=Place("texts", language, "products"),
                found=", ".join(sorted(words.products)) or say("none"),
                right=_all_of(ids),
            )


def _words_of_call(texts: Spoken, call: Call | None) -> Iterator[Sentence]:
    for language, words in texts.items():
        if (words.call is None) != (call is None):
            yield say(
                "{where} and {other} belong together; right would be both or neither.",
                where=Place("texts", language, "call"),
                other=Place("call", "link"),
            )


def _files(
    brand: Brand, products: list[Product], photo_frame: str | None, chain: list[Any], assets: set[str]
) -> Iterator[Sentence]:
    for missing in sorted(files_of(brand, products, photo_frame, chain) - assets):
        kind = PurePosixPath(missing).suffix
        fitting = {name for name in assets if name.endswith(kind)}
        yield say("{name} is shown, and no such file is there; {right}", name=missing, right=_one_of(fitting))


def files_of(
    brand: Brand, products: Iterable[Product], photo_frame: str | None, chain: Iterable[Any]
) -> set[str]:
    """Give the names of all assets that these speak of."""
    named = [brand.logo, brand.backdrop, photo_frame, *(product.picture for product in products)]
    return {name for name in named if name is not None} | tables_of(chain)


CHECKS: tuple[Callable[..., Iterator[Sentence]], ...] = (
    _scenes,
    _languages,
    _chain,
    _plugins,
    _products,
    _origins,
    _shown,
    _played,
    _called,
    _said,
    _words_of_products,
    _words_of_call,
    _files,
)


def _twice(where: Place, names: list[Any]) -> Iterator[Sentence]:
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield say("{where} has {name!r} twice; right would be once.", where=where, name=name)


def _not_there(where: Place, id: str, names: set[str]) -> Sentence:
    return say("{where} is {id!r}; {right}", where=where, id=id, right=_one_of(names))


def _one_of(names: Iterable[str]) -> Sentence:
    if not names:
        return say("there is none.")
    return say("right would be one of {names}.", names=", ".join(sorted(names)))


def _all_of(names: Iterable[str]) -> Sentence:
    if not names:
        return say("there is none.")
    return say("right would be all of {names}.", names=", ".join(sorted(names)))
