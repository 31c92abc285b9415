"""Assemble what the server serves: every file once, by its sha256, with Brotli beside it, and their list.

Files are added and never changed, so a server that runs meanwhile keeps serving its own build.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import get_ident
from typing import Any

import brotli
from oivis.looks import LOOKS
from oivis.plugins.find import BUILT_IN, find
from oivis.plugins.param import in_language, schema_of
from oivis.plugins.plugin import Plugin
from oivis.scenes import FOLDER, SCENES
from oivis.stickers import STICKERS

from server.mime import media_type
from server.site import group_digest
from setup import examples
from setup.step import BUILD, ROOT, progress, run

SITE = BUILD / "site"
ORT = ROOT / "node_modules" / "onnxruntime-web" / "dist"
HTMX = ROOT / "node_modules" / "htmx.org" / "dist" / "htmx.min.js"
ORT_FILES = (
    "ort.wasm.min.mjs",
    "ort.webgpu.min.mjs",
    "ort.webgl.min.mjs",
    "ort-wasm-simd-threaded.mjs",
    "ort-wasm-simd-threaded.wasm",
    "ort-wasm-simd-threaded.asyncify.mjs",
    "ort-wasm-simd-threaded.asyncify.wasm",
)
WEB_ENDINGS = {".js", ".css", ".html", ".svg", ".png", ".ico", ".webp", ".woff2", ".webmanifest", ".json"}

# Level 11 takes 10 times as long as 9 (a minute for the whole site on two cores, once) and saves a tenth of a
# viewer's first visit. Only the WebGPU runtime is larger than this, and it alone would take 80 s.
LARGE = 20_000_000
BLOCK = 1 << 18
PACKED = {".webm", ".png", ".webp", ".woff2", ".jpg"}

Files = dict[str, bytes]


def _folder(folder: Path, wanted: Callable[[Path], bool] = lambda file: True) -> Files:
    found = sorted(file for file in folder.rglob("*") if file.is_file() and wanted(file))
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in found}


def web() -> Files:
    """Give the page's files, the bridge's JavaScript, filters, names of it all, thumbnails, licences."""
    files = _folder(ROOT / "web", lambda file: file.suffix in WEB_ENDINGS)
    bridge = _folder(ROOT / "py" / "ortweb" / "ortweb", lambda file: file.suffix == ".js")
    shaders = [*(ROOT / "web" / "filters").glob("*.frag"), *FOLDER.glob("*/*.frag")]
    filters = {file.stem: file.read_text() for file in sorted(shaders, key=lambda file: file.stem)}
    bundle = {"filters.json": json.dumps(filters).encode()}
    scenes = [{"id": scene.id, "title": scene.title} for scene in SCENES]
    plugins = {name: _about(find(name)) for name in BUILT_IN}
    about = {"scenes": scenes, "tables": list(LOOKS), "pictures": list(STICKERS), "plugins": plugins}
    bundle["stage.json"] = json.dumps(about).encode()
    bundle |= {f"scenes/{file.name}": file.read_bytes() for file in FOLDER.glob("*/*.webp")}
    # What a viewer is sent is passed on: its licences go with it.
    bundle |= {f"{name}.txt": (ROOT / name).read_bytes() for name in ("LICENSE", "NOTICE")}
    bundle["studio/htmx.js"] = HTMX.read_bytes()
    bundle |= {f"ortweb/{path}": content for path, content in bridge.items()}
    return files | bundle | {f"try/{path}": content for path, content in examples.bundle().items()}


def _about(plugin: type[Plugin]) -> dict[str, Any]:
    return {
        "title": in_language(plugin.title, "en"),
        "params": schema_of(plugin.parameters)["properties"],
    }


def models(folder: Path) -> Files:
    """Give the list of the models and the files that it names: the folder may hold more."""
    listed = json.loads((folder / "models.json").read_text())["models"].values()
    names = {file["file"] for model in listed for file in model["files"].values()}
    return {name: (folder / name).read_bytes() for name in ["models.json", *sorted(names)]}


def groups() -> Iterator[tuple[str, Files]]:
    """Give each group with its files."""
    yield "web", web()
    yield "pyodide", _folder(BUILD / "pyodide")
    yield "ort", {name: (ORT / name).read_bytes() for name in ORT_FILES}
    yield "models", models(BUILD / "models")
    yield "wheels", _folder(BUILD / "wheels")
    yield "media", _folder(BUILD / "media")


def _write(path: Path, content: bytes) -> None:
    # Two threads may write the same content.
    part = path.with_name(f"{path.name}.{get_ident()}")
    part.write_bytes(content)
    part.replace(path)


def shrink(content: bytes, advance: Callable[[float], None]) -> bytes:
    """Compress with Brotli; `advance` hears of the bytes read."""
    compressor = brotli.Compressor(quality=11 if len(content) < LARGE else 9, lgwin=24)
    shrunk = []
    for start in range(0, len(content), BLOCK):
        block = content[start : start + BLOCK]
        shrunk.append(compressor.process(block))
        advance(len(block))
    return b"".join([*shrunk, compressor.finish()])


def store(path: str, content: bytes, folder: Path, advance: Callable[[float], None]) -> dict:
    """Put a file into the store, with Brotli where that is smaller; give its entry in the list."""
    sha256 = hashlib.sha256(content).hexdigest()
    plain, packed = folder / sha256, folder / f"{sha256}.br"
    if plain.exists() or Path(path).suffix in PACKED:
        advance(len(content))
    elif len(shrunk := shrink(content, advance)) < len(content):
        _write(packed, shrunk)
    # The plain file comes last: it says that both are there.
    if not plain.exists():
        _write(plain, content)
    shrunk_bytes = packed.stat().st_size if packed.exists() else None
    return {"sha256": sha256, "bytes": len(content), "br_bytes": shrunk_bytes, "type": media_type(path)}


def assemble(all_groups: dict[str, Files], site: Path) -> dict:
    """Write the site and give its list, as docs/house.md section 6 has it."""
    folder = site / "files"
    folder.mkdir(parents=True, exist_ok=True)
    items = [(group, path, content) for group, files in all_groups.items() for path, content in files.items()]
    items.sort(key=lambda item: -len(item[2]))  # the longest first, so that no core ends up alone with it
    total = sum(len(content) for _, _, content in items)
    with progress("compressing what is new", total) as advance, ThreadPoolExecutor() as pool:

        def put(item: tuple[str, str, bytes]) -> dict:
            return store(item[1], item[2], folder, advance)

        entries = {item[:2]: entry for item, entry in zip(items, pool.map(put, items), strict=True)}
    listed = {}
    for group, files in all_groups.items():
        found = {path: entries[group, path] for path in sorted(files)}
        digest = group_digest({path: entry["sha256"] for path, entry in found.items()})
        listed[group] = {"digest": digest, "files": found}
    _write(site / "assets.json", json.dumps(listed, indent=1).encode())
    return listed


def main() -> None:
    """Assemble the site from what the other steps made."""
    listed = assemble(dict(groups()), SITE)
    for group, entry in listed.items():
        entries = entry["files"].values()
        wire = sum(file["br_bytes"] or file["bytes"] for file in entries)
        print(f"   {group:8} {len(entries):3} files  {wire / 1e6:6.2f} MB on the wire")


if __name__ == "__main__":
    run("Site", main)
