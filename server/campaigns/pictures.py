"""Pictures from outside: known by their content, held to limits, drawn anew without anything but pixels."""

import io
from pathlib import PurePosixPath
from typing import Any

from PIL import Image, ImageCms, ImageOps

from server.campaigns.wrong import WrongError
from server.texts.say import say

FORMATS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}
LARGEST_PIXELS = 40_000_000
LARGEST_SIDE = 2048
MODES = ("1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK")
SAVED: dict[str, dict[str, Any]] = {
    "PNG": {"optimize": True},
    "JPEG": {"quality": 88, "optimize": True, "progressive": True},
    "WEBP": {"quality": 88, "method": 6},
}


def clean_picture(name: str, content: bytes) -> bytes:
    """Give a picture of the same format, `LARGEST_SIDE` px a side at most, upright, sRGB, without metadata.

    Raises
    ------
    WrongError
        If it is none, is of another format than its name says, or is too large.
    """
    try:
        picture = Image.open(io.BytesIO(content), formats=tuple(FORMATS))
    except Image.DecompressionBombError as error:
        raise WrongError(
            say("{name} has too many pixels; {most} are the most.", name=name, most=LARGEST_PIXELS)
        ) from error
    except Exception as error:
        raise WrongError(
            say("{name} is no picture that can be read; right would be PNG, JPEG or WebP.", name=name)
        ) from error
    kind = picture.format or ""
    ending = PurePosixPath(name).suffix.removeprefix(".")
    if FORMATS[kind] != ending:
        raise WrongError(
            say(
                "{name} holds a {kind}; right would be the ending .{ending}.",
                name=name,
                kind=kind,
                ending=FORMATS[kind],
            )
        )
    width, height = picture.size
    if width * height > LARGEST_PIXELS:
        raise WrongError(
            say(
                "{name} is {width}x{height}; {most} pixels are the most.",
                name=name,
                width=width,
                height=height,
                most=LARGEST_PIXELS,
            )
        )
    if picture.mode not in MODES:
        raise WrongError(
            say(
                "{name} has pixels of the kind {mode}; right would be 8 bits of RGB.",
                name=name,
                mode=picture.mode,
            )
        )
    try:
        return _drawn(picture, kind)
    except Exception as error:
        raise WrongError(say("{name} is broken: it cannot be read to its end.", name=name)) from error


def _drawn(picture: Image.Image, kind: str) -> bytes:
    profile = picture.info.get("icc_profile")
    upright = ImageOps.exif_transpose(picture)
    is_clear = upright.has_transparency_data and kind != "JPEG"
    if profile and upright.mode in ("RGB", "CMYK"):
        upright = _in_srgb(upright, profile)
    pixels = upright.convert("RGBA" if is_clear else "RGB")
    pixels.thumbnail((LARGEST_SIDE, LARGEST_SIDE), Image.Resampling.LANCZOS)
    # Whatever hangs on the opened picture stays behind: only pixels are taken over.
    bare = Image.frombytes(pixels.mode, pixels.size, pixels.tobytes())
    written = io.BytesIO()
    bare.save(written, kind, **SAVED[kind])
    return written.getvalue()


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        made = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except ImageCms.PyCMSError:
        # A profile that makes no sense is as good as none.
        return picture
    return made or picture
