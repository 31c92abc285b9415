"""The package index that micropip installs from: `/simple/`, JSON only.

References
----------
PEP 691 (simple API as JSON), PEP 700 (sizes and versions).
"""

import json

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

MEDIA_TYPE = "application/vnd.pypi.simple.v1+json"


def _accepts_json(header: str) -> bool:
    ranges = {entry.partition(";")[0].strip().lower() for entry in header.split(",")}
    return bool(ranges & {MEDIA_TYPE, "application/vnd.pypi.simple.latest+json", "application/*", "*/*"})


def _answer(request: Request, content: dict) -> Response:
    if not _accepts_json(request.headers.get("accept", "*/*")):
        raise HTTPException(406, f"This index only speaks {MEDIA_TYPE}. Ask with: Accept: {MEDIA_TYPE}")
    headers = {"cache-control": "no-cache", "vary": "accept, host"}
    return JSONResponse({"meta": {"api-version": "1.1"}} | content, headers=headers, media_type=MEDIA_TYPE)


def projects(request: Request) -> dict:
    """Read the list that `setup/wheels.py` made: name to PEP 691 project."""
    asset = request.app.state.site.asset("wheels", "index.json")
    own = json.loads(asset.path.read_text()) if asset else {}
    # Nobody's plug-in takes the place of the stage.
    return request.app.state.plugins.projects() | own


async def simple(request: Request) -> Response:
    """List the packages."""
    return _answer(request, {"projects": [{"name": name} for name in sorted(projects(request))]})


async def project(request: Request) -> Response:
    """List the files of one package, each with its sha256."""
    known = projects(request)
    found = known.get(request.path_params["name"])
    if found is None:
        raise HTTPException(404, f"No such package. This index has: {', '.join(sorted(known)) or 'nothing'}.")
    # micropip takes no relative address from JSON (as of 0.11.1).
    base = str(request.base_url).rstrip("/")
    wheels = request.app.state.site.prefixes["wheels"]
    files = [file | {"url": base + file.get("url", wheels + file["filename"])} for file in found["files"]]
    return _answer(request, found | {"files": files})
