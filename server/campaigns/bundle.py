"""A campaign with its assets: as a folder with `campaign.toml`, readable in git."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from server.campaigns.document import Campaign, read
from server.campaigns.offer import Offer
from server.campaigns.strict import ASSET
from server.campaigns.wrong import WrongError, too_large
from server.texts.say import say

DOCUMENT, ASSETS = "campaign.toml", "assets"

LARGEST_DOCUMENT = 256_000
LARGEST_ASSET = 32_000_000
LARGEST = 128_000_000
MOST_ASSETS = 64


@dataclass(frozen=True)
class Bundle:
    """A campaign, and its assets by their names."""

    campaign: Campaign
    assets: Mapping[str, bytes]


def plain(campaign: Campaign) -> dict[str, Any]:
    """Give a document as plain data, without what is not said."""
    return campaign.model_dump(exclude_none=True)


def write_document(campaign: Campaign) -> str:
    """Give a document as the text of `campaign.toml`."""
    return tomli_w.dumps(plain(campaign))


def read_bundle(files: Mapping[str, bytes], offer: Offer) -> Bundle:
    """Read a campaign from its files.

    Parameters
    ----------
    files : mapping of str to bytes
        By their place in the folder: ``campaign.toml`` and ``assets/NAME``.
    offer : Offer
        What this server has.

    Raises
    ------
    WrongError
        Where a file is none of a campaign's, or the document is wrong; see `document.read`.
    """
    assets = {}
    for path, content in files.items():
        if path == DOCUMENT:
            continue
        folder, _, name = path.partition("/")
        if folder != ASSETS or not ASSET.fullmatch(name):
            raise WrongError(
                say(
                    "{name!r} is no file of a campaign; right would be {document}, or {assets}/name.png,"
                    " with .png .jpg .webp .webm or .cube, in lower case letters, digits, - and _.",
                    name=path[:80],
                    document=DOCUMENT,
                    assets=ASSETS,
                )
            )
        if len(content) > LARGEST_ASSET:
            raise WrongError(too_large(path, len(content), LARGEST_ASSET))
        assets[name] = content
    if len(assets) > MOST_ASSETS:
        raise WrongError(
            say("There are {count} assets; {most} are the most.", count=len(assets), most=MOST_ASSETS)
        )
    if DOCUMENT not in files:
        raise WrongError(say("There is no {document}.", document=DOCUMENT))
    return Bundle(read(_read_toml(files[DOCUMENT]), offer, set(assets)), assets)


def _read_toml(content: bytes) -> dict[str, Any]:
    if len(content) > LARGEST_DOCUMENT:
        raise WrongError(too_large(DOCUMENT, len(content), LARGEST_DOCUMENT))
    try:
        return tomllib.loads(content.decode())
    except UnicodeDecodeError as error:
        raise WrongError(
            say("{document} is not UTF-8: byte {place}.", document=DOCUMENT, place=error.start)
        ) from error
    except (ValueError, RecursionError) as error:
        # tomllib.TOMLDecodeError, which names line and column, and Python's limit on digits of a number.
        raise WrongError(say("{document} is not TOML: {error}.", document=DOCUMENT, error=error)) from error


def write_bundle(bundle: Bundle) -> dict[str, bytes]:
    """Give the files that `read_bundle` reads."""
    files = {DOCUMENT: write_document(bundle.campaign).encode()}
    return files | {f"{ASSETS}/{name}": content for name, content in sorted(bundle.assets.items())}


def read_folder(folder: Path, offer: Offer) -> Bundle:
    """Read a folder; `WrongError` as `read_bundle`, and where it holds a link or too much."""
    files: dict[str, bytes] = {}
    size = 0
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            raise WrongError(say("{name} is a link; right would be a file.", name=name))
        if path.is_file():
            size += path.stat().st_size
            if size > LARGEST:
                raise WrongError(say("The folder has over {most} bytes; that is the most.", most=LARGEST))
            files[name] = path.read_bytes()
    return read_bundle(files, offer)


def write_folder(bundle: Bundle, folder: Path) -> None:
    """Write a folder; `FileExistsError` where there is one."""
    (folder / ASSETS).mkdir(parents=True)
    for name, content in write_bundle(bundle).items():
        (folder / name).write_bytes(content)
