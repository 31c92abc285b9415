"""The stage, or a campaign, as a site of files for any file host: the page, what it loads, and its assets."""

import gzip
import hashlib
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from server.campaigns.bundle import Bundle
from server.campaigns.pages import told
from server.campaigns.wrong import WrongError
from server.headers import page_policy, secure_headers
from server.pages import TEMPLATES, page_context
from server.plugins import Offer
from server.settings import Settings
from server.site import Site
from server.texts.say import say

# What common file hosts take of one file.
LARGEST = 24_000_000

GROUPS = ("web", "pyodide", "ort", "models", "media")
# Pages that files cannot be.
LEFT_OUT = ("studio/", "try/", "room/", "embed.js")
# The WebGPU runtime is one file of 27 MB; gzipped it has 6.
PACKED = "ort-wasm-simd-threaded.asyncify.wasm"
# What a wheel may need: they come with the stage.
THERE = {"oivis", "ortweb", "onnxruntime", "numpy", "micropip"}

# Of the files, for who gets them: in both languages, as nobody knows theirs.
ABOUT = Path(__file__).with_name("export.txt").read_text("utf-8")

Files = Mapping[str, bytes | Path]


def static_site(bundle: Bundle | None, site: Site, settings: Settings, plugins: Mapping[str, Offer]) -> Files:
    """Give the files of a site that needs no server of ours.

    Parameters
    ----------
    bundle : Bundle or None
        The one campaign that it holds; None is the stage as it is, with all plug-ins switched on.
    site : Site
        The build whose page, runtime and models are taken.
    settings : Settings
        Of that build: whether the room is always covered.
    plugins : mapping of str to Offer
        Those that the server has.

    Returns
    -------
    mapping of str to bytes or Path
        By their place below the folder, with forward slashes: their content, or where it lies.

    Raises
    ------
    WrongError
        If a plug-in needs what is not among the files, or a file is larger than `LARGEST`.
    """
    found: dict[str, bytes | Path] = dict(_runtime(site))
    worker = site.asset("web", "sw.js")
    if worker is None:
        raise WrongError("The site has no sw.js. Build it again with: make site")
    found["sw.js"] = worker.path
    context: dict[str, Any] = {}
    config: dict[str, Any] = {"plugins": [offer.config() for offer in plugins.values()]}
    if bundle:
        assets, context, config = _campaign(bundle, plugins)
        found |= assets
    for plugin in config["plugins"]:
        if "url" in plugin:
            plugin["url"] = plugin["url"].removeprefix("/")
            found[plugin["url"]] = _whole(plugins[plugin["name"]])
    found["index.html"] = _page(site, settings, context, config).encode()
    headers = "".join(f"  {name}: {value}\n" for name, value in secure_headers("*").items())
    found |= {"README.txt": ABOUT.encode(), "_headers": f"/*\n{headers}".encode()}
    for name, content in found.items():
        size = len(content) if isinstance(content, bytes) else content.stat().st_size
        if size > LARGEST:
            raise WrongError(
                say(
                    "{name} has {size} bytes; {most} are the most that file hosts take. Make it smaller.",
                    name=name,
                    size=size,
                    most=LARGEST,
                )
            )
    return found


def _runtime(site: Site) -> Iterator[tuple[str, bytes | Path]]:
    for group in GROUPS:
        prefix = site.prefixes.get(group, "/assets/none/")
        for address, asset in site.assets.items():
            if not address.startswith(prefix) or address.removeprefix(prefix).startswith(LEFT_OUT):
                continue
            place = address.removeprefix("/")
            if address == prefix + PACKED:
                # No time in it: the same files make the same site.
                yield f"{place}.gz", gzip.compress(asset.path.read_bytes(), mtime=0)
            else:
                yield place, asset.path


def _campaign(bundle: Bundle, plugins: Mapping[str, Offer]) -> tuple[Files, dict[str, Any], dict[str, Any]]:
    """Give the assets, and what the template and the page are told."""
    campaign = bundle.campaign
    folder = f"c/{campaign.slug}"
    named = {name: hashlib.sha256(content).hexdigest() for name, content in bundle.assets.items()}
    assets = {f"{folder}/{named[name]}/{name}": bundle.assets[name] for name in sorted(campaign.assets())}
    context, config = told(campaign, named, folder, plugins)
    held = {plugin["name"] for plugin in config["plugins"]}
    gone = sorted(plugin.name for plugin in campaign.plugins if plugin.name not in held)
    if gone:
        raise WrongError(
            say(
                "The campaign plays {names} in a version that is not here; right would be that wheel or"
                " filter by --plugin, or the campaign kept anew with the one that there is.",
                names=", ".join(gone),
            )
        )
    return assets, context, config | {"schedule": campaign.schedule.model_dump(mode="json")}


def _whole(offer: Offer) -> Path:
    """Give a plug-in's file, if the page can install it without an index."""
    more = sorted(set(offer.requires) - THERE)
    if more:
        raise WrongError(
            say(
                "The plug-in {name} needs {more}, which a file host cannot install; right would be one that"
                " needs no more than {there}.",
                name=offer.name,
                more=", ".join(more),
                there=", ".join(sorted(THERE)),
            )
        )
    return offer.asset.path


def _page(site: Site, settings: Settings, context: dict[str, Any], config: dict[str, Any]) -> str:
    prefixes = {group: prefix.removeprefix("/") for group, prefix in site.prefixes.items()}
    # Streaming servers are the server's to allow, and so is a plug-in that is being written.
    here = {"index": "simple/", "worker": "sw.js", "isTried": False, "whip": [], "isStatic": True}
    whole = page_context(prefixes, settings, config | here | {"packed": [PACKED]}) | context
    return TEMPLATES.get_template("stage.html").render(whole | {"whip": (), "policy": page_policy()})


def write_site(files: Files, out: Path) -> None:
    """Write the files to a folder that is not there yet, or to a zip where `out` ends in ``.zip``.

    Raises
    ------
    FileExistsError
        If there is such a folder.
    """
    if out.suffix == ".zip":
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, content in sorted(files.items()):
                if isinstance(content, Path):
                    archive.write(content, name)
                else:
                    archive.writestr(name, content)
        return
    out.mkdir(parents=True)
    for name, content in files.items():
        place = out / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.read_bytes())
