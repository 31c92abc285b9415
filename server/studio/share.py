"""How a campaign gets to viewers: publishing, its link, its QR code, and the versions that there were."""

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from server.campaigns.document import read
from server.campaigns.store import Version
from server.campaigns.wrong import WrongError
from server.qr import picture
from server.studio.visit import Visit, go
from server.texts.say import say


def _home(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def _address(request: Request, slug: str) -> str:
    return f"{_home(request)}/c/{slug}"


async def share(visit: Visit) -> Response:
    """Show where viewers find a campaign, and its history."""
    store = visit.studio.store
    versions = await store.history(visit.slug)
    entry = next(each for each in await store.entries() if each.slug == visit.slug)
    now = datetime.now(UTC)
    is_open = await store.open(visit.slug, now) is not None
    shown = next((each for each in versions if each.number == entry.published), None)
    address = _address(visit.request, visit.slug)
    return visit.page(
        "share",
        slug=visit.slug,
        entry=entry,
        versions=versions,
        newest=versions[0],
        shown=shown,
        is_open=is_open,
        address=address,
        home=_home(visit.request),
    )


async def qr(visit: Visit) -> Response:
    """Draw the address of a campaign as a QR code."""
    await visit.studio.store.read(visit.slug)
    return picture(_address(visit.request, visit.slug))


def moment(text: str, name: str) -> datetime | None:
    """Read what a browser's field for date and time gives, as UTC; None where it is empty.

    Raises
    ------
    WrongError
        If it is none.
    """
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise WrongError(
            say("{name} is {found!r}; right would be 2027-03-01T09:00, in UTC.", name=name, found=text[:60])
        ) from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


async def publish(visit: Visit) -> Response:
    """Show the version that was looked at to viewers, at once or between two moments."""
    store, number = visit.studio.store, _number(visit, "version")
    version = await store.read(visit.slug, number)
    if visit.text("when") == "between":
        version = await _scheduled(visit, version)
    await store.publish(visit.slug, version.number, visit.account.name)
    return go(visit.back(f"/studio/c/{visit.slug}/share"))


async def _scheduled(visit: Visit, version: Version) -> Version:
    """Keep the version with another schedule, where that is another one."""
    times = {name: moment(visit.text(name), name) for name in ("opens", "closes")}
    data = version.campaign.model_dump(exclude_none=True) | {
        "schedule": {name: time for name, time in times.items() if time}
    }
    campaign = read(data, visit.studio.offer, set(version.assets))
    if campaign == version.campaign:
        return version
    return await visit.studio.store.keep(campaign, version.assets, visit.account.name, version.number)


async def unpublish(visit: Visit) -> Response:
    """Show a campaign to nobody."""
    await visit.studio.store.publish(visit.slug, None, visit.account.name)
    return go(visit.back(f"/studio/c/{visit.slug}/share"))


async def undo(visit: Visit) -> Response:
    """Make an older version the newest again."""
    number, after = _number(visit, "version"), _number(visit, "after")
    await visit.studio.store.restore(visit.slug, number, visit.account.name, after)
    return go(f"/studio/c/{visit.slug}/share")


def _number(visit: Visit, name: str) -> int:
    text = visit.text(name)
    if not (text.isascii() and text.isdigit() and 0 < len(text) <= 9):
        raise WrongError(
            say("{name} is {found!r}; right would be the number of a version.", name=name, found=text[:60])
        )
    return int(text)
