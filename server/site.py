"""The table of everything that can be asked for: address to file, made once at start.

A request's path is looked up whole and never joined to a folder, so no spelling of it leaves the site.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from server.mime import media_type
from server.settings import Settings


@dataclass(frozen=True)
class Asset:
    """One file: where it lies, plain and with Brotli, what it holds and how many bytes it has."""

    path: Path
    sha256: str
    type: str
    brotli: Path | None = None


def group_digest(files: dict[str, str]) -> str:
    """Give the digest of a group's files.

    Parameters
    ----------
    files : dict of str to str
        Path inside the group to sha256 in hexadecimal.

    Returns
    -------
    str
        16 hexadecimal digits that change whenever a path or a file does.
    """
    lines = "".join(f"{sha256}  {path}\n" for path, sha256 in sorted(files.items()))
    return hashlib.sha256(lines.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Site:
    """Everything built at set-up, by address.

    Parameters
    ----------
    prefixes : dict of str to str
        Group to the address that its files start with: ``{"web": "/assets/web/DIGEST/"}``.
    assets : dict of str to Asset
        Whole address to file.
    """

    prefixes: dict[str, str]
    assets: dict[str, Asset]

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Read the site's list and, where there is one, the folder of other models.

        Raises
        ------
        ValueError
            If the list names a file that is not there.
        """
        groups = json.loads((settings.site / "assets.json").read_text())
        prefixes, assets = {}, {}
        for group, entry in groups.items():
            if group == "models" and settings.models is not None:
                continue
            prefixes[group] = f"/assets/{group}/{entry['digest']}/"
            for path, about in entry["files"].items():
                stored = settings.site / "files" / about["sha256"]
                if not stored.is_file():
                    raise ValueError(f"{stored} is missing. Build the site again with: make clean site")
                brotli = stored.with_suffix(".br") if about["br_bytes"] else None
                assets[prefixes[group] + path] = Asset(stored, about["sha256"], about["type"], brotli)
        if settings.models is not None:
            found = _models(settings.models)
            digest = group_digest({path: asset.sha256 for path, asset in found.items()})
            prefixes["models"] = f"/assets/models/{digest}/"
            assets |= {prefixes["models"] + path: asset for path, asset in found.items()}
        return cls(prefixes, assets)

    def asset(self, group: str, path: str) -> Asset | None:
        """Give a file by its place in a group, or None."""
        return self.assets.get(self.prefixes.get(group, "") + path)


def _models(folder: Path) -> dict[str, Asset]:
    """List a folder of models as it is: whether the files fit their sha256 is for the page to find out."""
    return {
        file.name: Asset(file, hashlib.sha256(file.read_bytes()).hexdigest(), media_type(file.name))
        for file in sorted(folder.iterdir())
        if file.suffix in (".json", ".onnx")
    }
