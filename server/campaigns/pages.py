"""The addresses of campaigns: what viewers see of those that are published and open."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from server import assets
from server.campaigns.actions import DEFAULTS, Play
from server.campaigns.chain import tables_of
from server.campaigns.document import Campaign
from server.campaigns.store import Store, Version
from server.figures.pages import visited
from server.mime import media_type
from server.pages import REVALIDATE, stage_page
from server.plugins import Offer
from server.site import Asset


async def schema(request: Request) -> Response:
    """Publish the JSON Schema of the document."""
    headers = {"cache-control": REVALIDATE}
    return JSONResponse(Campaign.model_json_schema(), headers=headers, media_type="application/schema+json")


async def _open(request: Request) -> Version:
    store: Store | None = request.app.state.store
    found = store and await store.open(request.path_params["slug"], datetime.now(UTC))
    if not found:
        # Whether it is secret, over or never was is nobody's business.
        raise HTTPException(404, "There is no campaign here now. The stage is at /.")
    return found


async def stage(request: Request) -> Response:
    """Serve a campaign's stage."""
    version = await _open(request)
    visited(request, version.campaign)
    # For the headers: this page alone may lie in frames of others, those of the document.
    request.state.embedders = version.campaign.embed.origins
    folder = f"/c/{version.campaign.slug}"
    return show(request, version, folder, f"{folder}/figures" if version.campaign.figures else None)


def show(request: Request, version: Version, folder: str, figures: str | None = None) -> Response:
    """Answer with the stage of a version; `folder` and `figures` are those of `told`."""
    offers = request.app.state.plugins.offers
    context, config = told(version.campaign, version.assets, folder, offers, figures)
    return stage_page(request, "stage.html", context, config)


def told(
    campaign: Campaign,
    named: Mapping[str, str],
    folder: str,
    offers: Mapping[str, Offer],
    figures: str | None = None,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give what the template and the page are told of a campaign.

    Parameters
    ----------
    campaign : Campaign
    named : mapping of str to str
        The sha256 of each asset, by its name.
    folder : str
        The address that they lie below.
    offers : mapping of str to Offer
        Plug-ins that there are.
    figures : str, optional
        Where the page sends what it has counted; without it nothing is counted.
    """

    def address(name: str | None) -> str | None:
        return name and f"{folder}/{named[name]}/{name}"

    context = {
        "campaign": campaign,
        "logo": address(campaign.brand.logo),
        "backdrop": address(campaign.brand.backdrop),
        "figures": figures,
    }
    config: dict[str, Any] = {
        "campaign": _told(campaign, address) | {"figures": figures},
        "plugins": list(_plugins(campaign, offers)),
    }
    if campaign.must_cover:
        config["mustCover"] = True
    return context, config


def _told(campaign: Campaign, address: Any) -> dict[str, Any]:
    """Give what the page is told; `web/config.js` has its type."""
    said = campaign.model_dump(mode="json", exclude_none=True)
    bindings = DEFAULTS | campaign.bindings
    return {
        "texts": said["texts"],
        "brand": {"name": campaign.brand.name, "colours": said["brand"]["colours"]},
        "scenes": campaign.scenes,
        "chain": campaign.chain,
        "tables": {name: address(name) for name in sorted(tables_of(campaign.chain))},
        "bindings": {command: action.model_dump() for command, action in bindings.items()},
        "products": [
            {"id": each.id, "picture": address(each.picture), "link": each.link} for each in campaign.products
        ],
        "call": campaign.call.link if campaign.call else None,
        "frame": address(campaign.photo_frame),
        "contact": campaign.privacy_contact,
        "files": [address(name) for name in sorted(campaign.assets())],
        "origins": campaign.embed.origins,
    }


def _plugins(campaign: Campaign, offers: Mapping[str, Offer]) -> Iterator[dict[str, Any]]:
    """Give the page's list: those of the campaign alone, and of these what the server still has."""
    played = {action.plugin for action in campaign.bindings.values() if isinstance(action, Play)}
    for plugin in campaign.plugins:
        told = {"name": plugin.name, "params": plugin.params, "waits": plugin.name in played}
        offer = offers.get(plugin.name)
        if plugin.sha256 is None:
            yield told
        elif offer and offer.asset.sha256 == plugin.sha256:
            yield offer.config() | told


async def asset(request: Request) -> Response:
    """Serve an asset of the version that viewers see, and of no other."""
    return await give(request, await _open(request), assets.IMMUTABLE)


async def give(request: Request, version: Version, cache: str) -> Response:
    """Answer with an asset of a version, by the name and sha256 of the address."""
    name, sha256 = request.path_params["name"], request.path_params["sha256"]
    if version.assets.get(name) != sha256:
        raise HTTPException(404)
    stored = await to_thread.run_sync(request.app.state.store.files.find, sha256)
    if stored is None:
        raise HTTPException(500, "This file is lost. Whoever runs the server can restore it from a backup.")
    return assets.respond(Asset(stored, sha256, media_type(name)), request.headers, cache)
