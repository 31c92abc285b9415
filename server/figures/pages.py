"""The addresses of figures: where pages send them, and where viewers read what they are."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from server.campaigns.document import Campaign
from server.figures import batch
from server.figures.fields import FIELDS
from server.figures.figures import Figures
from server.pages import REVALIDATE, TEMPLATES

LANGUAGES = ("en", "zh")
# What a browser says of a page that somebody opens, alone or in a frame.
OPENED = ("document", "iframe")


def wants_none(request: Request) -> bool:
    """Tell whether the viewer's browser asks not to be counted (Do Not Track, Global Privacy Control)."""
    return request.headers.get("dnt") == "1" or request.headers.get("sec-gpc") == "1"


def visited(request: Request, campaign: Campaign) -> None:
    """Count that somebody has opened a campaign's page: no prefetch, no robot, nobody who wants none."""
    figures: Figures | None = request.app.state.figures
    is_opened = request.method == "GET" and request.headers.get("sec-fetch-dest") in OPENED
    is_meant = "sec-purpose" not in request.headers and not wants_none(request)
    if figures and campaign.figures and is_opened and is_meant:
        figures.visit(campaign.slug, _address(request))


async def take(request: Request) -> Response:
    """Take a batch that `batch.refusal` has let through; the order is from what costs least."""
    figures: Figures | None = request.app.state.figures
    if wants_none(request):
        return Response(status_code=204)
    slug = request.path_params["slug"]
    known = await figures.known(slug) if figures else None
    if not figures or known is None:
        raise HTTPException(404, "Nothing is counted here.")
    if not figures.takes(slug):
        raise HTTPException(429, "That is too much at once. What was counted is not taken.")
    try:
        figures.add(slug, batch.read(await request.body(), known))
    except ValueError as error:
        raise HTTPException(400, str(error)) from error
    return Response(status_code=204)


async def about(request: Request) -> Response:
    """Say to viewers, field by field, what is counted."""
    language = _language(request)
    context = {
        "assets": request.app.state.site.prefixes,
        "fields": FIELDS,
        "language": language,
        "other": next(name for name in LANGUAGES if name != language),
    }
    headers = {"cache-control": REVALIDATE, "vary": "accept-language"}
    return TEMPLATES.TemplateResponse(request, "figures.html", context, headers=headers)


def _language(request: Request) -> str:
    """Give what the address asks for, else the browser's first that there is."""
    said = request.headers.get("accept-language", "")
    wanted = [request.query_params.get("lang", ""), *(part.strip() for part in said.split(","))]
    return next((name[:2] for name in wanted if name[:2] in LANGUAGES), LANGUAGES[0])


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
