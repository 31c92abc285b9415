"""Assets on disk, by their content: what was acknowledged is there, whole, even after a crash."""

import hashlib
import os
import re
import tempfile
from pathlib import Path

SHA256 = re.compile(r"[0-9a-f]{64}")


class Files:
    """A folder of files, each named by its sha256. Files are added and never changed.

    Parameters
    ----------
    folder : Path
        Made where it is missing, once something is put into it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Keep a content and give its sha256. When this returns, it is on the disk."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.path(sha256)
        if path.exists():
            return sha256
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=path.parent, prefix=".part-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(part).replace(path)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise
        # A new name is kept by the folder, and a new folder by the one around it.
        for folder in (path.parent, self.folder, self.folder.parent):
            _sync(folder)
        return sha256

    def path(self, sha256: str) -> Path:
        """Give where a content lies, or would.

        Raises
        ------
        ValueError
            If it is no sha256: then it could name any file of the machine.
        """
        if not SHA256.fullmatch(sha256):
            raise ValueError(f"{sha256[:80]!r} is no sha256.")
        return self.folder / sha256[:2] / sha256

    def find(self, sha256: str) -> Path | None:
        """Give where a content lies on this disk, to be served or measured; None where it is not there."""
        path = self.path(sha256)
        return path if path.is_file() else None

    def read(self, sha256: str) -> bytes:
        """Give a content.

        Raises
        ------
        FileNotFoundError
            If it is not there.
        OSError
            If the disk has changed it.
        """
        path = self.find(sha256)
        if path is None:
            raise FileNotFoundError(f"The file {sha256} is lost: restore it from a backup.")
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise OSError(f"The file {sha256} has changed on the disk: restore it from a backup.")
        return content


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
