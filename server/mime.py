"""Which media type each file of the site is served as."""

from pathlib import PurePosixPath

# mimetypes.guess_type() reads tables of the machine it runs on; a browser refuses a module or a WASM
# file of another type under nosniff, so the list is ours.
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".cube": "text/plain; charset=utf-8",
    ".data": "application/octet-stream",
    ".frag": "text/plain; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".onnx": "application/octet-stream",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".toml": "application/toml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webm": "video/webm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".whl": "application/zip",
    ".woff2": "font/woff2",
    ".zip": "application/zip",
}


def media_type(path: str) -> str:
    """Give the media type of a file of the site.

    Parameters
    ----------
    path : str
        Path inside its group, with forward slashes.

    Raises
    ------
    ValueError
        If its ending is not one that the site knows.
    """
    ending = PurePosixPath(path).suffix
    if ending not in TYPES:
        known = " ".join(sorted(TYPES))
        raise ValueError(f"{path}: the site does not know the ending {ending!r}; it knows {known}")
    return TYPES[ending]
