"""Plug-ins that this server offers: wheels for the index, filters, and one that is being written."""

import hashlib
import re
import zipfile
from collections.abc import Sequence
from configparser import ConfigParser
from configparser import Error as ConfigError
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from server import assets
from server.mime import media_type
from server.site import Asset

GROUP = "oivis.plugins"
NAME = re.compile(r"[a-z][a-z0-9_-]{0,60}")
PACKAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
# Of a file inside a wheel that is read here: it may claim to be any size.
LARGEST = 1 << 20


@dataclass(frozen=True)
class Offer:
    """One plug-in: what the page is told of it, and the file."""

    name: str
    asset: Asset
    version: str = ""
    requires_python: str = ""
    requires: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Address of the file."""
        return f"/plugins/{self.asset.sha256}/{self.asset.path.name}"

    def config(self) -> dict:
        """The plug-in in the page's list."""
        told = {"name": self.name, "sha256": self.asset.sha256, "url": self.url}
        return told | ({"version": self.version} if self.version else {})

    def project(self) -> dict:
        """The wheel in the index (PEP 691), its address without the server."""
        file = {
            "filename": self.asset.path.name,
            "hashes": {"sha256": self.asset.sha256},
            "size": self.asset.path.stat().st_size,
            "url": self.url,
        } | ({"requires-python": self.requires_python} if self.requires_python else {})
        return {"name": self.name, "versions": [self.version], "files": [file]}


def read(path: Path) -> Offer:
    """Read a wheel with an entry point in `oivis.plugins`, or one `.frag`.

    Raises
    ------
    ValueError
        Names the file, and what would be right.
    """
    if not path.is_file() or path.suffix not in (".whl", ".frag"):
        raise ValueError(f"--plugin {path} is no wheel (.whl) and no filter (.frag) that is there.")
    asset = Asset(path.resolve(), hashlib.sha256(path.read_bytes()).hexdigest(), media_type(path.name))
    if path.suffix == ".frag":
        return Offer(_named(path.stem, path), asset)
    try:
        with zipfile.ZipFile(path) as wheel:
            about = HeaderParser().parsestr(_member(wheel, "METADATA"))
            points = ConfigParser(delimiters=("=",), interpolation=None)
            points.read_string(_member(wheel, "entry_points.txt"))
    except (zipfile.BadZipFile, KeyError, ConfigError, UnicodeDecodeError, OSError) as error:
        raise ValueError(f"--plugin {path.name} is no wheel of a plug-in: {error}.") from error
    name = _named(_package(str(about["Name"])), path)
    if not points.has_option(GROUP, name):
        raise ValueError(
            f"--plugin {path.name} has no entry point {name} in the group {GROUP};"
            f' its pyproject.toml should have: [project.entry-points."{GROUP}"] {name} = "module:Class".'
        )
    # What an extra alone needs is nobody's here.
    needs = [str(need) for need in about.get_all("Requires-Dist", []) if "extra ==" not in str(need)]
    requires = tuple(_package(found[0]) for need in needs if (found := PACKAGE.match(need)))
    return Offer(name, asset, str(about["Version"]), str(about["Requires-Python"] or ""), requires)


def _package(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _member(wheel: zipfile.ZipFile, name: str) -> str:
    place = re.compile(rf"[^/]+\.dist-info/{re.escape(name)}")
    found = [each for each in wheel.infolist() if place.fullmatch(each.filename)]
    if not found or found[0].file_size > LARGEST:
        raise KeyError(f"it has no {name} in its .dist-info")
    return wheel.read(found[0]).decode()


def _named(name: str, path: Path) -> str:
    if not NAME.fullmatch(name):
        raise ValueError(f"{path.name}: {name!r} is no name of a plug-in: small letters, digits, - and _.")
    return name


class Plugins:
    """What is offered; `take` changes it while the server runs, for `oivis plugin run` alone."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.take(paths)

    def take(self, paths: Sequence[Path]) -> None:
        """Offer these and no others; raises as `read`."""
        offers = [read(path) for path in paths]
        names = [offer.name for offer in offers]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"--plugin {name} was given twice.")
        self.offers = {offer.name: offer for offer in offers}

    def config(self) -> list[dict]:
        """The page's list."""
        return [offer.config() for offer in self.offers.values()]

    def projects(self) -> dict[str, dict]:
        """The wheels, for the index."""
        return {offer.name: offer.project() for offer in self.offers.values() if offer.version}


async def file(request: Request) -> Response:
    """Serve a plug-in's file under its own sha256."""
    for offer in request.app.state.plugins.offers.values():
        if offer.url == request.scope["path"]:
            return assets.respond(offer.asset, request.headers, "public, max-age=31536000, immutable")
    raise HTTPException(404)
