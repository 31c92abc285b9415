"""One campaign as its makers see it."""

from starlette.responses import Response

from server.campaigns import pages
from server.studio.visit import Visit

# Of somebody who is signed in: no cache between may keep it.
KEPT = "private, max-age=31536000, immutable"


async def preview(visit: Visit) -> Response:
    """Show the stage of the newest version, to be framed by the studio's own page."""
    version = await visit.studio.store.read(visit.slug)
    return pages.show(visit.request, version, f"/studio/c/{visit.slug}/assets")


async def asset(visit: Visit) -> Response:
    """Serve an asset of the newest version."""
    return pages.give(visit.request, await visit.studio.store.read(visit.slug), KEPT)
