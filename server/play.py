"""The page of a room, and the picture by which a phone finds it."""

from datetime import UTC, datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from server.campaigns.store import Store
from server.pages import stage_page
from server.qr import picture
from server.rooms.tokens import CODE


def _code(request: Request) -> str:
    code = request.path_params.get("code", "")
    if code and not CODE.fullmatch(code):
        raise HTTPException(
            404, "This is no code of a room: codes have six letters and digits. Ask for the link again."
        )
    return code


async def page(request: Request) -> Response:
    """Serve the page that opens a room (``/play``) or joins one (``/play/CODE``).

    Whether there is such a room is for the WebSocket to say: the page is the same for all.
    """
    return stage_page(request, "play.html", {"code": _code(request)})


async def rude_words(store: Store | None, slug: str) -> list[str]:
    """Give the words that a campaign keeps out of the names in its rooms; none where it is not open."""
    version = store and await store.open(slug, datetime.now(UTC))
    return version.campaign.rude if version else []


async def qr(request: Request) -> Response:
    """Draw the address of a room as a QR code."""
    return picture(f"{str(request.base_url).rstrip('/')}/play/{_code(request)}")
