"""Built files: `/assets/GROUP/DIGEST/...`, for ever the same bytes at the same address."""

from functools import lru_cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from server.encoding import prefers_brotli
from server.site import Asset

IMMUTABLE = "public, max-age=31536000, immutable"


# A page asks for some fifty modules, sheets and thumbnails. Held in memory each costs 0.05 ms of a core,
# where a file that is opened for it costs 0.65. The most that is held is 32 MB.
SMALL = 64_000
HELD = 512


class AssetResponse(FileResponse):
    """A file in large blocks: each costs a hop to a thread and back, and our files have megabytes."""

    chunk_size = 1 << 20


def matches(header: str, etag: str) -> bool:
    """Tell whether an If-None-Match header names an entity tag, weak or strong."""
    tags = [tag.strip().removeprefix("W/") for tag in header.split(",")]
    return etag in tags or "*" in tags


def respond(asset: Asset, headers: Headers, cache: str) -> Response:
    """Answer with a file, as the client can take it.

    Parameters
    ----------
    asset : Asset
        The file.
    headers : Headers
        Of the request: Accept-Encoding, If-None-Match, Range and If-Range are heeded.
    cache : str
        Value of Cache-Control.
    """
    # A range counts bytes of one form of the file, and players ask for the plain one.
    brotli = asset.brotli if "range" not in headers else None
    if brotli is not None and not prefers_brotli(headers.get("accept-encoding", "")):
        brotli = None
    etag = f'"{asset.sha256}{"-br" if brotli else ""}"'
    answer = {"etag": etag, "cache-control": cache}
    if asset.brotli is not None:
        answer["vary"] = "accept-encoding"
    if matches(headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=answer)
    if brotli is not None:
        answer["content-encoding"] = "br"
    answer["content-type"] = asset.type
    path = brotli or asset.path
    found = path.stat()
    if found.st_size > SMALL or "range" in headers:
        return AssetResponse(path, headers=answer, stat_result=found)
    return Response(
        _held(path, found.st_mtime_ns, found.st_size), headers=answer | {"accept-ranges": "bytes"}
    )


@lru_cache(HELD)
def _held(path: Path, changed_ns: int, size: int) -> bytes:
    """Give a small file's bytes, read anew when it has changed: a plug-in that is being written does."""
    return path.read_bytes()


async def asset(request: Request) -> Response:
    """Serve the file at exactly this address."""
    found = request.app.state.site.assets.get(request.scope["path"])
    if found is None:
        raise HTTPException(
            404, "There is no such file in this build. Load the page again to get the new one."
        )
    return respond(found, request.headers, IMMUTABLE)
