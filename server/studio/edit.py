"""One campaign as its makers see it: the form, what is wrong in it, and the stage beside it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import tomli_w
from starlette.responses import Response

from server.campaigns import pages
from server.campaigns.bundle import plain
from server.campaigns.document import read
from server.campaigns.offer import Offer
from server.campaigns.store import TakenError, Version
from server.campaigns.wrong import WrongError
from server.studio import fields
from server.studio.visit import Visit, go

# Of somebody who is signed in: no cache between may keep it.
KEPT = "private, max-age=31536000, immutable"

# Endings of what a field may name.
PICTURES = (".png", ".jpg", ".webp")


async def edit(visit: Visit) -> Response:
    """Show the newest version as a form."""
    version = await visit.studio.store.read(visit.slug)
    return _page(visit, version, plain(version.campaign))


async def save(visit: Visit) -> Response:
    """Keep the form as another version, or show it again with what is wrong beside each field."""
    store, offer = visit.studio.store, visit.studio.offer
    newest = await store.read(visit.slug)
    data = fields.to_data(visit.form, newest.campaign, offer)
    try:
        campaign = read(data, offer, set(newest.assets))
    except WrongError as error:
        return _page(visit, newest, data, 400, error.sentences, after=visit.text("after"))
    after = visit.text("after")
    try:
        await store.keep(campaign, newest.assets, visit.account.name, int(after) if after.isdecimal() else 0)
    except TakenError:
        mine, theirs = fields.flat(plain(campaign)), fields.flat(plain(newest.campaign))
        places = sorted(
            place for place in mine.keys() | theirs.keys() if mine.get(place) != theirs.get(place)
        )
        differs = [(place, theirs.get(place, ""), mine.get(place, "")) for place in places]
        return _page(visit, newest, data, 409, differs=differs)
    return go(f"/studio/c/{visit.slug}")


def _page(
    visit: Visit,
    version: Version,
    data: dict[str, Any],
    status: int = 200,
    sentences: tuple[str, ...] = (),
    differs: list[tuple[str, str, str]] | None = None,
    after: str = "",
) -> Response:
    offer = visit.studio.offer
    places = [(fields.place_of(sentence), sentence) for sentence in sentences]

    def at(place: str) -> list[str]:
        return [said for where, said in places if where == place or where.startswith(f"{place}.")]

    texts = fields.find(data, "texts")
    lines = sorted({id for words in (texts or {}).values() for id in words.get("lines", {})})
    return visit.page(
        "edit",
        status,
        slug=visit.slug,
        version=version,
        after=after or version.number,
        data=data,
        get=lambda place: fields.find(data, place),
        at=at,
        sentences=sentences,
        differs=differs,
        offer=offer,
        lines=lines,
        plugins=[*_plugins(data, offer, at)],
        actions=_actions(data, lines),
        languages=fields.LANGUAGES,
        shown=version.campaign.assets(),
        pictures=[name for name in sorted(version.assets) if name.endswith(PICTURES)],
        clips=[name for name in sorted(version.assets) if name.endswith(".webm")],
        tables=[name for name in sorted(version.assets) if name.endswith(".cube")],
    )


def _plugins(data: dict[str, Any], offer: Offer, at: Callable[[str], list[str]]) -> Iterator[dict[str, Any]]:
    """Give each plug-in's name, its settings as fields or as lines of TOML, and what is wrong with them.

    `at` gives the sentences that speak of a place of the document.
    """
    given: dict[str, tuple[int | None, Any]] = {
        each["name"]: (place, each.get("params", {})) for place, each in enumerate(data.get("plugins", []))
    }
    for name in dict.fromkeys([*offer.plugins, *given]):
        place, params = given.get(name, (None, {}))
        known = offer.settings.get(name, {})
        settings = [
            {
                "name": f"params.{name}.{key}",
                "schema": schema,
                "value": params.get(key, ""),
                "wrong": at(f"plugins.{place}.params.{key}"),
            }
            for key, schema in known.items()
        ]
        yield {
            "name": name,
            "is_in": place is not None,
            "settings": settings if name in offer.settings else None,
            "lines": _lines(params),
        }


def _lines(params: Any) -> str:
    return params if isinstance(params, str) else tomli_w.dumps(params)


def _actions(data: dict[str, Any], lines: list[str]) -> list[tuple[str, str]]:
    """Give what a command can do, as the form writes it and as a person reads it."""
    products = [each.get("id", "") for each in data.get("products", [])]
    return [
        ("scene:next", "next scene"),
        ("scene:previous", "scene before"),
        ("scene:first", "first scene"),
        ("photo", "take a photo"),
        ("call", "show the call to action"),
        *((f"product:{id}", f"show the product {id}") for id in products),
        *((f"say:{id}", f"say the line {id}") for id in lines),
        *((f"play:{plugin['name']}", f"play {plugin['name']}") for plugin in data.get("plugins", [])),
        ("nothing", "nothing"),
    ]


async def preview(visit: Visit) -> Response:
    """Show the stage of the newest version, to be framed by the studio's own page."""
    version = await visit.studio.store.read(visit.slug)
    return pages.show(visit.request, version, f"/studio/c/{visit.slug}/assets")


async def try_out(visit: Visit) -> Response:
    """Show the stage of the form as it stands, without keeping it."""
    newest, offer = await visit.studio.store.read(visit.slug), visit.studio.offer
    campaign = read(fields.to_data(visit.form, newest.campaign, offer), offer, set(newest.assets))
    return pages.show(visit.request, replace(newest, campaign=campaign), f"/studio/c/{visit.slug}/assets")


async def asset(visit: Visit) -> Response:
    """Serve an asset of the newest version."""
    return await pages.give(visit.request, await visit.studio.store.read(visit.slug), KEPT)
