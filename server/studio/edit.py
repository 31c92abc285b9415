"""One campaign as its makers see it: the form, what is wrong in it, and the stage beside it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
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
from server.studio.page import is_part
from server.studio.places import PARTS, Places, lines_of
from server.studio.rows import AS_THEY_ARE, Rows, rows_of
from server.studio.visit import Visit, go
from server.texts.say import name_of, say

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
        form = Places(data, offer)
        differs = [(form.name(place), theirs.get(place, ""), mine.get(place, "")) for place in places]
        return _page(visit, newest, data, 409, differs=differs)
    return go(f"/studio/c/{visit.slug}")


async def check(visit: Visit) -> Response:
    """Say what is wrong with the form as it stands, without keeping it.

    Beside each field, where htmx asks for that alone; else as the page, of which it takes a part: the
    settings of a filter or a game that was just chosen, another row.
    """
    newest, offer = await visit.studio.store.read(visit.slug), visit.studio.offer
    data = fields.to_data(visit.form, newest.campaign, offer)
    sentences: tuple[str, ...] = ()
    try:
        read(data, offer, set(newest.assets))
    except WrongError as error:
        sentences = error.sentences
    if visit.request.headers.get("hx-target") != "check":
        return _page(visit, newest, data, sentences=sentences)
    # The page that is open has emptied rows still, and a new one would have none.
    rows = rows_of(visit.form, newest.campaign)
    asked: dict[str, tuple[str, bool]] = {}
    whole = _context(visit, newest, data, sentences, asked=asked, rows=rows)
    # Rendering the page has told which places it has.
    visit.page("edit", **whole)
    places = [(name, *of) for id, of in asked.items() for name in rows.names(id)]
    return visit.page("wrongs", **whole | {"asked": places, "is_checked": True})


def filed(visit: Visit, before: Version, version: Version, added: str = "") -> Response:
    """Answer where a file was added or taken out: the list of files, and what of it the form must know."""
    if not is_part(visit.request):
        return go(f"/studio/c/{visit.slug}#files")
    after = visit.text("after")
    context = _context(visit, version, plain(version.campaign), after=after) | {
        "after": int(after) if after.isdecimal() else 0,
        "added": added,
        "is_new": added not in before.assets,
        "ending": PurePosixPath(added).suffix,
    }
    return visit.page("filed", **context)


def _page(
    visit: Visit,
    version: Version,
    data: dict[str, Any],
    status: int = 200,
    sentences: tuple[str, ...] = (),
    differs: Sequence[tuple[str, str, str]] | None = None,
    after: str = "",
) -> Response:
    return visit.page("edit", status, **_context(visit, version, data, sentences, differs, after))


def _context(
    visit: Visit,
    version: Version,
    data: dict[str, Any],
    sentences: tuple[str, ...] = (),
    differs: Sequence[tuple[str, str, str]] | None = None,
    after: str = "",
    asked: dict[str, tuple[str, bool]] | None = None,
    rows: Rows = AS_THEY_ARE,
) -> dict[str, Any]:
    """Give what the form is made of.

    `asked` is filled with the ids of what says what is wrong, and the places that each speaks of.
    """
    offer = visit.studio.offer
    form = Places(data, offer, rows)
    places = dict.fromkeys((form.field(sentence), form.said(sentence)) for sentence in sentences)

    def at(place: str, id: str, alone: bool) -> list[str]:
        """Give what is wrong at a place, and within it but where that is alone."""
        if asked is not None:
            asked[id] = place, alone
        return [
            said for where, said in places if where == place or (where.startswith(f"{place}.") and not alone)
        ]

    lines = lines_of(data)
    return {
        "slug": visit.slug,
        "version": version,
        "after": after or version.number,
        "get": lambda place: fields.find(data, place),
        "at": at,
        "label": form.label,
        "parts": PARTS,
        "filters": sorted(offer.filters, key=lambda name: name_of("filters", name, visit.language)),
        "sentences": form.all(sentences),
        "differs": differs,
        "offer": offer,
        "lines": lines,
        "plugins": [*_plugins(data, offer)],
        "actions": _actions(data, lines, offer),
        "languages": fields.LANGUAGES,
        "shown": version.campaign.assets(),
        "pictures": [name for name in sorted(version.assets) if name.endswith(PICTURES)],
        "clips": [name for name in sorted(version.assets) if name.endswith(".webm")],
        "tables": [name for name in sorted(version.assets) if name.endswith(".cube")],
    }


def _plugins(data: dict[str, Any], offer: Offer) -> Iterator[dict[str, Any]]:
    """Give each plug-in's name, and its settings as fields or as lines of TOML."""
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
                "place": f"plugins.{place}.params.{key}",
            }
            for key, schema in known.items()
        ]
        yield {
            "name": name,
            "place": f"plugins.{place}",
            "title": offer.title_of(name),
            "is_in": place is not None,
            "settings": settings if name in offer.settings else None,
            "lines": _lines(params),
        }


def _lines(params: Any) -> str:
    return params if isinstance(params, str) else tomli_w.dumps(params)


def _actions(data: dict[str, Any], lines: list[str], offer: Offer) -> list[tuple[str, str]]:
    """Give what a command can do, as the form writes it and as a person reads it."""
    products = [each.get("id", "") for each in data.get("products", [])]
    played = [plugin["name"] for plugin in data.get("plugins", [])]
    return [
        ("scene:next", say("next scene")),
        ("scene:previous", say("scene before")),
        ("scene:first", say("first scene")),
        ("photo", say("take a photo")),
        ("call", say("show the call to action")),
        *((f"product:{id}", say("show the product {id}", id=id)) for id in products),
        *((f"say:{id}", say("say the line {id}", id=id)) for id in lines),
        *((f"play:{name}", say("play {name}", name=offer.title_of(name))) for name in played),
        ("nothing", say("nothing")),
    ]


async def preview(visit: Visit) -> Response:
    """Show the stage of the newest version, to be framed by the studio's own page."""
    version = await visit.studio.store.read(visit.slug)
    return pages.show(visit.request, version, f"/studio/c/{visit.slug}/assets")


async def try_out(visit: Visit) -> Response:
    """Show the stage of the form as it stands, without keeping it."""
    newest, offer = await visit.studio.store.read(visit.slug), visit.studio.offer
    data = fields.to_data(visit.form, newest.campaign, offer)
    try:
        campaign = read(data, offer, set(newest.assets))
    except WrongError as error:
        raise WrongError(*Places(data, offer).all(error.sentences)) from error
    return pages.show(visit.request, replace(newest, campaign=campaign), f"/studio/c/{visit.slug}/assets")


async def asset(visit: Visit) -> Response:
    """Serve an asset of the newest version."""
    return await pages.give(visit.request, await visit.studio.store.read(visit.slug), KEPT)
