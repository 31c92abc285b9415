"""What the server is told, read once and then frozen."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[1]

# As a browser writes it: a policy with another spelling never matches. A token needs TLS, or no network.
LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
ORIGIN = re.compile(
    rf"(https://{LABEL}(\.{LABEL})*(?!:443$)|http://(127\.0\.0\.1|localhost|\[::1\])(?!:80$))(:[1-9]\d{{0,4}})?"
)


@dataclass(frozen=True)
class Settings:
    """What the server serves.

    Parameters
    ----------
    site : Path
        Folder made by ``setup/site.py``: ``assets.json`` and the files that it names.
    models : Path or None
        Folder with ``models.json`` and its files, served in place of the site's own models.
    frame_ancestors : str
        Who may show the page in a frame: the value of CSP's ``frame-ancestors``.
    must_cover : bool
        Whether the room is never to be seen, not even before the first scene.
    whip : tuple of str
        Origins of streaming servers that viewers may publish to by WHIP: ``https://host``, or ``http://``
        on this machine. None by default, and then the page has no control for it.
    plugins : tuple of Path
        Wheels and filters that are installed in the page and switched on.
    tried : Path or None
        A plug-in that is being written, a folder or one `.frag`: built at start and whenever it is saved.
    redis : str
        Address of the Redis that several workers keep rooms in, as ``redis://host:6379/0``; none by default.
    workers : int
        How many processes answer; more than one have rooms only with `redis`.
    rude : Path
        List of words that players' names may not hold, one a line.
    data : Path or None
        Folder with the campaigns' assets and, where there is no other, their database. None: no campaigns.
    database_url : str or None
        PostgreSQL to use in place of the data folder's own database.
    bucket : str
        S3-compatible storage that has the assets, as ``s3://bucket/prefix``; the data folder then keeps
        copies of them. None by default.

    Raises
    ------
    ValueError
        If a folder is missing or lacks its list, or ``frame_ancestors`` could end the directive,
        or one of ``whip`` is no such origin, or ``redis`` or ``bucket`` no such address, or there is no list
        ``rude``.
    """

    site: Path = ROOT / "build" / "site"
    models: Path | None = None
    frame_ancestors: str = "'none'"
    must_cover: bool = False
    whip: tuple[str, ...] = ()
    plugins: tuple[Path, ...] = ()
    tried: Path | None = None
    redis: str = ""
    workers: int = 1
    rude: Path = ROOT / "server" / "rooms" / "rude.txt"
    data: Path | None = None
    database_url: str | None = None
    bucket: str = ""

    def __post_init__(self) -> None:
        if not (self.site / "assets.json").is_file():
            raise ValueError(f"No site in {self.site}: assets.json is missing. Build it with: make site")
        if self.models is not None and not (self.models / "models.json").is_file():
            raise ValueError(f"No models in {self.models}: models.json is missing. See: oivis models build")
        if not self.frame_ancestors.strip() or set(self.frame_ancestors) & set(";,\r\n"):
            raise ValueError(
                f"frame-ancestors {self.frame_ancestors!r} is not a list of sources;"
                " right would be 'none', 'self' or https://host, separated by spaces."
            )
        for origin in self.whip:
            if not ORIGIN.fullmatch(origin):
                raise ValueError(
                    f"--whip {origin!r} is not the origin of a streaming server;"
                    " right would be https://live.example or http://127.0.0.1:8889, without a path."
                )

        if self.tried and not ((self.tried / "pyproject.toml").is_file() or self.tried.suffix == ".frag"):
            raise ValueError(
                f"{self.tried} is no plug-in: right would be a folder with a pyproject.toml, or one .frag."
                " Begin one with: oivis plugin new NAME"
            )
        if self.redis and not self.redis.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError(
                f"OIVIS_REDIS_URL is {self.redis!r}; right would be redis://host:6379/0, or unix:///path/to/socket."
            )
        if self.bucket and not re.fullmatch(r"s3://[a-z0-9][a-z0-9.-]{1,62}(/.*)?", self.bucket):
            raise ValueError(f"OIVIS_ASSETS is {self.bucket!r}; right would be s3://bucket/prefix.")
        if not self.rude.is_file():
            raise ValueError(f"There is no list of rude words {self.rude}. OIVIS_RUDE names another file.")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read the variables that `to_environment` gives; the rest is default."""
        models = environment.get("OIVIS_MODELS")
        data = environment.get("OIVIS_STORE")
        must_cover = environment.get("OIVIS_MUST_COVER", "0")
        if must_cover not in ("0", "1"):
            raise ValueError(f"OIVIS_MUST_COVER is {must_cover!r}; right would be 0 or 1.")
        return cls(
            site=Path(environment.get("OIVIS_SITE", cls.site)),
            models=Path(models) if models else None,
            frame_ancestors=environment.get("OIVIS_FRAME_ANCESTORS", cls.frame_ancestors),
            must_cover=must_cover == "1",
            whip=tuple(environment.get("OIVIS_WHIP", "").split()),
            plugins=tuple(map(Path, filter(None, environment.get("OIVIS_PLUGINS", "").split(os.pathsep)))),
            tried=Path(environment["OIVIS_TRIED"]) if environment.get("OIVIS_TRIED") else None,
            redis=environment.get("OIVIS_REDIS_URL", cls.redis),
            workers=int(environment.get("OIVIS_WORKERS", cls.workers)),
            rude=Path(environment.get("OIVIS_RUDE", cls.rude)),
            data=Path(data) if data else None,
            database_url=environment.get("OIVIS_DATABASE_URL") or None,
            bucket=environment.get("OIVIS_ASSETS", cls.bucket),
        )

    def to_environment(self) -> dict[str, str]:
        """Give the same settings as the variables that `from_environment` reads, for worker processes."""
        return {
            "OIVIS_SITE": str(self.site),
            "OIVIS_MODELS": str(self.models or ""),
            "OIVIS_FRAME_ANCESTORS": self.frame_ancestors,
            "OIVIS_MUST_COVER": str(int(self.must_cover)),
            "OIVIS_WHIP": " ".join(self.whip),
            "OIVIS_PLUGINS": os.pathsep.join(map(str, self.plugins)),
            "OIVIS_TRIED": str(self.tried or ""),
            "OIVIS_REDIS_URL": self.redis,
            "OIVIS_WORKERS": str(self.workers),
            "OIVIS_RUDE": str(self.rude),
            "OIVIS_STORE": str(self.data or ""),
            "OIVIS_DATABASE_URL": self.database_url or "",
            "OIVIS_ASSETS": self.bucket,
        }
