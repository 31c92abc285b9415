"""Pictures, short videos and tables of colours from outside, cleaned before they belong to a campaign."""

import re
from pathlib import PurePosixPath

from anyio import to_thread
from starlette.datastructures import UploadFile
from starlette.responses import Response

from server.campaigns.bundle import LARGEST, LARGEST_ASSET, MOST_ASSETS
from server.campaigns.files import Files
from server.campaigns.store import TakenError
from server.campaigns.strict import ASSET
from server.campaigns.wrong import WrongError, too_large
from server.studio.edit import filed
from server.studio.visit import Visit
from server.texts.say import say

# What a cleaned file is called: videos come out as WebM, whatever they were.
ENDINGS = {".jpeg": ".jpg", ".mp4": ".webm", ".m4v": ".webm", ".mov": ".webm"}
# How often others may save meanwhile.
TRIES = 5


async def upload(visit: Visit) -> Response:
    """Add a file to a campaign as another version, or put it in the place of one of the same name."""
    store, given = visit.studio.store, visit.form.get("file")
    await store.read(visit.slug)
    if not isinstance(given, UploadFile) or not given.filename:
        raise WrongError(say("There is no file. Choose one first."))
    name = name_of(given.filename)
    content = await given.read()
    if len(content) > LARGEST_ASSET:
        raise WrongError(too_large(name, len(content), LARGEST_ASSET))
    clean = await visit.studio.media.clean(name, content)
    sha256 = await to_thread.run_sync(store.files.put, clean)
    for _ in range(TRIES):
        newest = await store.read(visit.slug)
        assets = dict(newest.assets) | {name: sha256}
        _check(assets, await to_thread.run_sync(_size, store.files, assets))
        try:
            kept = await store.keep(newest.campaign, assets, visit.account.name, newest.number)
        except TakenError:
            continue
        return filed(visit, newest, kept, name)
    raise TakenError(say("Others save this campaign all the time. Send the file again."))


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
            there = ", ".join(sorted(newest.assets))
            raise WrongError(
                say("The campaign has no file {name!r}; it has {there}.", name=name[:80], there=there)
            )
        if name in newest.campaign.assets():
            raise WrongError(
                say(
                    "The campaign shows {name}: choose something else in its place first, and save.",
                    name=name,
                )
            )
        rest = {each: sha256 for each, sha256 in newest.assets.items() if each != name}
        try:
            kept = await store.keep(newest.campaign, rest, visit.account.name, newest.number)
        except TakenError:
            continue
        return filed(visit, newest, kept)
    raise TakenError(say("Others save this campaign all the time. Try it again."))


def _size(files: Files, assets: dict[str, str]) -> int:
    return sum(path.stat().st_size for sha256 in assets.values() if (path := files.find(sha256)))


def _check(assets: dict[str, str], size: int) -> None:
    if len(assets) > MOST_ASSETS:
        raise WrongError(say("The campaign has {most} files already, which is the most.", most=MOST_ASSETS))
    if size > LARGEST:
        raise WrongError(
            say("The campaign's files would have {size} bytes; {most} are the most.", size=size, most=LARGEST)
        )


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
            say(
                "{name!r} is of no kind that a campaign takes;"
                " right would be .png, .jpg, .webp, .mp4, .webm or .cube.",
                name=filename[:60],
            )
        )
    return stem + ending
