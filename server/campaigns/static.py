"""A campaign as a site of files, for any file host: the page, what it loads, and its assets."""

import hashlib
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from server.campaigns.bundle import Bundle
from server.campaigns.pages import told
from server.campaigns.wrong import WrongError
from server.headers import page_policy, secure_headers
from server.pages import TEMPLATES, page_context
from server.plugins import Offer
from server.settings import Settings
from server.site import Site

# What common file hosts take of one file.
LARGEST = 24_000_000

GROUPS = ("web", "pyodide", "ort", "models", "media")
# Pages that a campaign does not have, and the WebGPU runtime, which no such host takes: one file of 27 MB.
LEFT_OUT = ("studio/", "try/", "room/", "embed.js", "ort-wasm-simd-threaded.asyncify.")
PROVIDERS = ["wasm", "webgl"]

ABOUT = """A campaign of oivis, as files for any file host.

Copy all of them to one folder of a host that serves it over https, and open its index.html there. From a
disk, as file://, a browser does not run it. To try it here: python -m http.server, then http://127.0.0.1:8000/

Nothing has to be set. A host that sends the headers in the file _headers (some read that file themselves)
spares each viewer one reload on their first visit; elsewhere sw.js adds those that the stage needs.
"""

Files = Mapping[str, bytes | Path]


def static_site(bundle: Bundle, site: Site, settings: Settings, plugins: Mapping[str, Offer]) -> Files:
    """Give the files of a site that holds one campaign and needs no server of ours.

    Parameters
    ----------
    bundle : Bundle
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
        If the campaign has a plug-in that only a server can give, or a file is larger than `LARGEST`.
    """
    wheels = [plugin.name for plugin in bundle.campaign.plugins if plugin.version is not None]
    if wheels:
        raise WrongError(
            f"The campaign plays {', '.join(wheels)}, which a server installs; right would be plug-ins that"
            " come with the stage, or filters."
        )
    found: dict[str, bytes | Path] = {}
    for group in GROUPS:
        prefix = site.prefixes.get(group, "/assets/none/")
        for address, asset in site.assets.items():
            if address.startswith(prefix) and not address.removeprefix(prefix).startswith(LEFT_OUT):
                found[address.removeprefix("/")] = asset.path
    worker = site.asset("web", "sw.js")
    if worker is None:
        raise WrongError("The site has no sw.js. Build it again with: make site")
    found["sw.js"] = worker.path
    found |= dict(_campaign(bundle, site, settings, plugins))
    headers = "".join(f"  {name}: {value}\n" for name, value in secure_headers("*").items())
    found |= {"README.txt": ABOUT.encode(), "_headers": f"/*\n{headers}".encode()}
    for name, content in found.items():
        size = len(content) if isinstance(content, bytes) else content.stat().st_size
        if size > LARGEST:
            raise WrongError(
                f"{name} has {size} bytes; {LARGEST} are the most that file hosts take. Make it smaller."
            )
    return found


def _campaign(
    bundle: Bundle, site: Site, settings: Settings, plugins: Mapping[str, Offer]
) -> Iterator[tuple[str, bytes | Path]]:
    folder = f"c/{bundle.campaign.slug}"
    named = {name: hashlib.sha256(content).hexdigest() for name, content in bundle.assets.items()}
    for name in sorted(bundle.campaign.assets()):
        yield f"{folder}/{named[name]}/{name}", bundle.assets[name]
    context, config = told(bundle.campaign, named, folder, plugins)
    for plugin in config["plugins"]:
        if "url" in plugin:
            plugin["url"] = plugin["url"].removeprefix("/")
            yield plugin["url"], plugins[plugin["name"]].asset.path
    prefixes = {group: prefix.removeprefix("/") for group, prefix in site.prefixes.items()}
    # Streaming servers are the server's to allow, and so is a plug-in that is being written.
    here = {"index": "simple/", "worker": "sw.js", "isTried": False, "whip": [], "isStatic": True}
    whole = page_context(prefixes, settings, config | here | {"providers": PROVIDERS}) | context
    page = TEMPLATES.get_template("stage.html").render(whole | {"whip": (), "policy": page_policy()})
    yield "index.html", page.encode()


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
