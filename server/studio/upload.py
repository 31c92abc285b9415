"""Pictures, short videos and tables of colours from outside, cleaned before they belong to a campaign."""

import re
from pathlib import PurePosixPath

from anyio import to_thread
from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, Response

from server.campaigns.bundle import LARGEST, LARGEST_ASSET, MOST_ASSETS
from server.campaigns.files import Files
from server.campaigns.store import TakenError, Version
from server.campaigns.strict import ASSET
from server.campaigns.wrong import WrongError
from server.studio.visit import Visit, go

# What a cleaned file is called: videos come out as WebM, whatever they were.
ENDINGS = {".jpeg": ".jpg", ".mp4": ".webm", ".m4v": ".webm", ".mov": ".webm"}
# How often others may save meanwhile.
TRIES = 5


async def upload(visit: Visit) -> Response:
    """Add a file to a campaign as another version, or put it in the place of one of the same name.

    A script is told as JSON, a plain form is sent back to the campaign.
    """
    is_script = "application/json" in visit.request.headers.get("accept", "")
    try:
        name, version = await _take(visit)
    except WrongError as error:
        if is_script:
            return JSONResponse({"sentences": error.sentences}, 400)
        raise
    if is_script:
        return JSONResponse({"name": name, "version": version.number})
    return go(f"/studio/c/{visit.slug}#files")


async def _take(visit: Visit) -> tuple[str, Version]:
    store, given = visit.studio.store, visit.form.get("file")
    await store.read(visit.slug)
    if not isinstance(given, UploadFile) or not given.filename:
        raise WrongError("There is no file. Choose one first.")
    name = name_of(given.filename)
    content = await given.read()
    if len(content) > LARGEST_ASSET:
        raise WrongError(f"{name} has {len(content)} bytes; {LARGEST_ASSET} are the most.")
    clean = await visit.studio.media.clean(name, content)
    sha256 = await to_thread.run_sync(store.files.put, clean)
    for _ in range(TRIES):
        newest = await store.read(visit.slug)
        assets = dict(newest.assets) | {name: sha256}
        _check(assets, await to_thread.run_sync(_size, store.files, assets))
        try:
            return name, await store.keep(newest.campaign, assets, visit.account.name, newest.number)
        except TakenError:
            continue
    raise TakenError("Others save this campaign all the time. Send the file again.")


async def take_out(visit: Visit) -> Response:
    """Take a file out of the newest version; those before it keep theirs.

    Raises
    ------
    WrongError
        If the campaign still shows it, or has no such file.
    """
    store, name = visit.studio.store, visit.text("name")
    for _ in range(TRIES):
        newest = await store.read(visit.slug)
        if name not in newest.assets:
            raise WrongError(
                f"The campaign has no file {name[:80]!r}; it has {', '.join(sorted(newest.assets))}."
            )
        if name in newest.campaign.assets():
            raise WrongError(
                f"The campaign shows {name}: choose something else in its place first, and save."
            )
        rest = {each: sha256 for each, sha256 in newest.assets.items() if each != name}
        try:
            await store.keep(newest.campaign, rest, visit.account.name, newest.number)
        except TakenError:
            continue
        return go(f"/studio/c/{visit.slug}#files")
    raise TakenError("Others save this campaign all the time. Try it again.")


def _size(files: Files, assets: dict[str, str]) -> int:
    return sum(path.stat().st_size for sha256 in assets.values() if (path := files.find(sha256)))


def _check(assets: dict[str, str], size: int) -> None:
    if len(assets) > MOST_ASSETS:
        raise WrongError(f"The campaign has {MOST_ASSETS} files already, which is the most.")
    if size > LARGEST:
        raise WrongError(f"The campaign's files would have {size} bytes; {LARGEST} are the most.")


def name_of(filename: str) -> str:
    """Give an asset's name for a file's own name, whatever that holds.

    Raises
    ------
    WrongError
        If its ending is of no kind that a campaign takes.
    """
    path = PurePosixPath(filename.replace("\\", "/").lower())
    ending = ENDINGS.get(path.suffix, path.suffix)
    stem = re.sub(r"[^a-z0-9]+", "-", path.stem).strip("-")[:60].strip("-") or "file"
    if not ASSET.fullmatch(stem + ending):
        raise WrongError(
            f"{filename[:60]!r} is of no kind that a campaign takes;"
            " right would be .png, .jpg, .webp, .mp4, .webm or .cube."
        )
    return stem + ending
