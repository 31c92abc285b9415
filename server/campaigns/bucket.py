"""Assets in S3-compatible storage, for several machines: each keeps what it has seen on its own disk."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from server.campaigns.files import Files

READ = "give"


class BucketError(OSError):
    """The storage does not answer, or does not let us in."""


class Bucket(Files):
    """Files whose home is a bucket; the folder holds copies.

    Parameters
    ----------
    folder : Path
        Made where it is missing. It may be emptied at any time.
    url : str
        ``s3://bucket/prefix``. Key, region and endpoint come from the usual variables: ``AWS_ACCESS_KEY_ID``,
        ``AWS_SECRET_ACCESS_KEY``, ``AWS_REGION``, ``AWS_ENDPOINT_URL``.
    **config
        In place of those variables; obstore's ``S3Config``.

    Raises
    ------
    ValueError
        If the address is none.
    """

    def __init__(self, folder: Path, url: str, **config: Any) -> None:
        super().__init__(folder)
        self.url = url
        try:
            self._store = S3Store.from_url(url, **config)
        except (BaseError, ValueError) as error:
            raise ValueError(f"{url!r} is no bucket that can be used: {error}") from error

    def put(self, content: bytes) -> str:
        """Keep a content and give its sha256. When this returns, the bucket has it."""
        sha256 = hashlib.sha256(content).hexdigest()
        if not self.path(sha256).exists():
            # Whoever wrote it before has written the same.
            self._do("keep", lambda: obstore.put(self._store, sha256, content))
        return super().put(content)

    def find(self, sha256: str) -> Path | None:
        """Give the copy on this disk, fetched where it is missing; None where the bucket has none either."""
        path = super().find(sha256)
        if path:
            return path
        try:
            content = self._do(READ, lambda: obstore.get(self._store, sha256).bytes().to_bytes())
        except FileNotFoundError:
            return None
        if hashlib.sha256(content).hexdigest() != sha256:
            raise OSError(f"The file {sha256} has changed in {self.url}: restore it from a backup.")
        super().put(content)
        return super().find(sha256)

    def _do(self, what: str, job: Callable[[], Any]) -> Any:
        try:
            return job()
        except (BaseError, OSError) as error:
            if isinstance(error, FileNotFoundError) and what == READ:
                raise
            # What follows the first line is the request as Rust prints it.
            raise BucketError(f"{self.url} did not {what} a file: {str(error).splitlines()[0]}") from error
