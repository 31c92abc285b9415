"""The pages, and the few files that must lie at the root."""

import hashlib
import json
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.templating import Jinja2Templates

from server import assets
from server.settings import Settings

TEMPLATES = Jinja2Templates(Path(__file__).parent / "templates")  # autoescapes .html

# A browser asks again each time, and mostly hears 304.
REVALIDATE = "no-cache"

OUTPUTS = ("transparent", "green")


async def stage(request: Request) -> Response:
    """Serve the stage: the page with the addresses of this build on its root element.

    With ``?output=`` it is the page for streaming software: the picture and nothing else.
    """
    output = request.query_params.get("output")
    if output not in (None, *OUTPUTS):
        raise HTTPException(400, f"There is no such output. It must be one of: {', '.join(OUTPUTS)}.")
    return stage_page(request, "output.html" if output else "stage.html", {"output": output})


async def ortweb(request: Request) -> Response:
    """Serve the page on which visitors try the bridge."""
    return stage_page(request, "ortweb.html", {})


def stage_page(
    request: Request, template: str, context: dict[str, Any], config: dict[str, Any] | None = None
) -> Response:
    """Answer with a page of the stage.

    Parameters
    ----------
    request : Request
    template : str
    context : dict
        What the template gets beside ``config``, ``assets`` and ``whip``.
    config : dict, optional
        What is different in the JSON that the page carries; docs/house.md, section 6.
    """
    settings = request.app.state.settings
    told = {"plugins": request.app.state.plugins.config()} | (config or {})
    own = page_context(request.app.state.site.prefixes, settings, told)
    page = TEMPLATES.TemplateResponse(request, template, own | context)
    etag = f'"{hashlib.sha256(bytes(page.body)).hexdigest()}"'
    headers = {"etag": etag, "cache-control": REVALIDATE}
    if assets.matches(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    page.headers.update(headers)
    return page


def page_context(prefixes: dict[str, str], settings: Settings, config: dict[str, Any]) -> dict[str, Any]:
    """Give what every page's template gets: ``config``, what is different in it, ``assets`` and ``whip``."""
    whole = {
        "assets": prefixes,
        "index": "/simple/",
        "worker": "/sw.js",
        "mustCover": settings.must_cover,
        "isTried": settings.tried is not None,
        "whip": settings.whip,
    } | config
    return {"assets": prefixes, "config": json.dumps(whole), "whip": settings.whip}


async def root_file(request: Request) -> Response:
    """Serve a file of the group `web` whose address the browser prescribes, as `/sw.js`."""
    found = request.app.state.site.asset("web", request.scope["path"].removeprefix("/"))
    if found is None:
        raise HTTPException(404)
    response = assets.respond(found, request.headers, REVALIDATE)
    response.headers["service-worker-allowed"] = "/"
    return response


async def runtime(request: Request) -> Response:
    """Serve a file of onnxruntime-web where `ortweb` looks for it: at one address for every build."""
    found = request.app.state.site.asset("ort", request.path_params["name"])
    if found is None:
        raise HTTPException(404, "onnxruntime-web has no such file. py/ortweb/README.md lists those it has.")
    return assets.respond(found, request.headers, REVALIDATE)


async def health(request: Request) -> Response:
    """Say that the server answers, and which build it serves."""
    build = {group: prefix.split("/")[3] for group, prefix in request.app.state.site.prefixes.items()}
    return JSONResponse({"status": "ok", "build": build}, headers={"cache-control": "no-store"})
