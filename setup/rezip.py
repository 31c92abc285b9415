"""Write a zip again without compression, so that Brotli shrinks all of it, and without what nobody loads."""

import hashlib
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

# The same bytes on every machine and day.
EPOCH = (1980, 1, 1, 0, 0, 0)


def keep_all(name: str) -> bool:
    """Keep every member."""
    return True


def rezip(source: Path, target: Path, keep: Callable[[str], bool] = keep_all) -> str:
    """Copy a zip's members, stored.

    Parameters
    ----------
    source, target : Path
        Zip files; `target` is replaced whole.
    keep : callable
        Member name to whether it is kept. A wheel's RECORD loses the lines of what is not.

    Returns
    -------
    str
        The sha256 of `target`.
    """
    part = target.with_name(target.name + ".part")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as new:
        for member in old.infolist():
            if member.is_dir() or not keep(member.filename):
                continue
            content = old.read(member)
            if re.fullmatch(r"[^/]+\.dist-info/RECORD", member.filename):
                lines = content.decode().splitlines()
                content = "".join(f"{line}\n" for line in lines if keep(line.split(",")[0])).encode()
            new.writestr(zipfile.ZipInfo(member.filename, EPOCH), content)
    part.replace(target)
    return hashlib.sha256(target.read_bytes()).hexdigest()
