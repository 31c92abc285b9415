"""A campaign's folder as a zip: what comes from outside is read entry by entry, within limits."""

import io
import stat
import struct
import zipfile
import zlib

from server.campaigns.bundle import LARGEST, MOST_ASSETS, Bundle, read_bundle, write_bundle
from server.campaigns.offer import Offer
from server.campaigns.wrong import WrongError, too_large
from server.texts.say import say

MOST_ENTRIES = MOST_ASSETS + 2
# Text shrinks to a tenth; only what was made to burst shrinks more than this.
LARGEST_RATIO = 200
SMALL = 1_000_000
BLOCK = 1 << 16

# What zipfile raises on bytes that are no zip, or a broken one.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)

# So that the same campaign always gives the same bytes.
WRITTEN = (1980, 1, 1, 0, 0, 0)


def read_zip(content: bytes, offer: Offer) -> Bundle:
    """Read a campaign from a zip of its folder.

    Parameters
    ----------
    content : bytes
        The whole zip. Its entries are those of the folder, without a folder around them.
    offer : Offer
        What this server has.

    Raises
    ------
    WrongError
        Where it is no zip, or holds what no campaign holds; see `bundle.read_bundle`.
    """
    if len(content) > LARGEST:
        raise WrongError(too_large(say("The zip"), len(content), LARGEST))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return read_bundle(_entries(archive), offer)
    except WrongError:
        raise
    except BROKEN as error:
        raise WrongError(say("This is no zip that can be read: {error}.", error=error)) from error


def _entries(archive: zipfile.ZipFile) -> dict[str, bytes]:
    infos = archive.infolist()
    if len(infos) > MOST_ENTRIES:
        raise WrongError(
            say("The zip has {count} entries; {most} are the most.", count=len(infos), most=MOST_ENTRIES)
        )
    files: dict[str, bytes] = {}
    seen: set[str] = set()
    left = LARGEST
    for info in infos:
        name = info.filename
        if name.casefold() in seen:
            raise WrongError(
                say("{name!r} is there twice, or differs from another only in case.", name=name[:80])
            )
        seen.add(name.casefold())
        # The upper half is how Unix made it; the kind is 0 where it was not made there.
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise WrongError(say("{name!r} is a link or a device; right would be a file.", name=name[:80]))
        if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise WrongError(
                say("{name!r} is encrypted or packed oddly; right would be a plain zip.", name=name[:80])
            )
        if name == "assets/":
            continue
        files[name] = _unpack(archive, info, left)
        left -= len(files[name])
    return files


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: int) -> bytes:
    """Unpack one entry; what it says of its own size is not believed."""
    most = min(left, max(SMALL, info.compress_size * LARGEST_RATIO))
    content = bytearray()
    with archive.open(info) as entry:
        while block := entry.read(BLOCK):
            content += block
            if len(content) > most:
                raise WrongError(
                    say(
                        "{name!r} bursts: it unpacks to over {most} bytes.",
                        name=info.filename[:80],
                        most=most,
                    )
                )
    return bytes(content)


def write_zip(bundle: Bundle) -> bytes:
    """Give the zip that `read_zip` reads; the same for the same campaign."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in write_bundle(bundle).items():
            archive.writestr(zipfile.ZipInfo(name, WRITTEN), content, zipfile.ZIP_DEFLATED)
    return written.getvalue()
