"""The addresses of campaigns."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from server.campaigns.document import Campaign
from server.pages import REVALIDATE


async def schema(request: Request) -> Response:
    """Publish the JSON Schema of the document."""
    headers = {"cache-control": REVALIDATE}
    return JSONResponse(Campaign.model_json_schema(), headers=headers, media_type="application/schema+json")
