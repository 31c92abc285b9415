"""Campaigns as they are kept: every version of each, and which of them viewers see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from anyio import to_thread
from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from server.accounts.audit import note
from server.campaigns.bucket import Bucket
from server.campaigns.bundle import Bundle
from server.campaigns.document import SHORTEST_SLUG, Campaign
from server.campaigns.files import Files
from server.campaigns.strict import is_slug
from server.settings import Settings
from server.store.database import Database
from server.store.tables import CAMPAIGNS, VERSIONS
from server.texts.say import say


class MissingError(LookupError):
    """There is no such campaign or version."""


class TakenError(ValueError):
    """Another campaign has the address, or someone else has saved meanwhile."""


@dataclass(frozen=True)
class Version:
    """One version of a campaign: its document, its assets' sha256 by name, who made it and when."""

    number: int
    campaign: Campaign
    assets: Mapping[str, str]
    by: str
    made_at: datetime


@dataclass(frozen=True)
class Entry:
    """A campaign in the list: its address, its newest version, the one that viewers see."""

    slug: str
    newest: int
    published: int | None
    is_archived: bool


class Store:
    """Campaigns in a database, their assets in files.

    Parameters
    ----------
    database : Database
        Migrated.
    files : Files
        Assets are put there first, and are on the disk before a version speaks of them.
    """

    def __init__(self, database: Database, files: Files) -> None:
        self.database = database
        self.files = files

    @classmethod
    def from_settings(cls, settings: Settings) -> Self | None:
        """Give the store that the settings name, not opened yet; None where there is no data folder."""
        if settings.data is None:
            return None
        url = settings.database_url
        database = Database.from_url(url) if url else Database.from_folder(settings.data)
        folder = settings.data / "assets"
        files = Bucket(folder, settings.bucket) if settings.bucket else Files(folder)
        return cls(database, files)

    async def create(self, bundle: Bundle, by: str) -> Version:
        """Keep a new campaign as its version 1.

        Raises
        ------
        TakenError
            If its slug is another's.
        """
        return await self._begin(bundle.campaign, await to_thread.run_sync(self._put, bundle), by)

    async def _begin(self, campaign: Campaign, assets: Mapping[str, str], by: str) -> Version:
        try:
            async with self.database.writing() as connection:
                made = await connection.execute(insert(CAMPAIGNS).values(slug=campaign.slug))
                key = made.inserted_primary_key[0]  # type: ignore[index]
                return await _add(connection, key, 1, campaign, assets, by)
        except IntegrityError as error:
            raise TakenError(
                say("There is a campaign {slug!r} already; choose another slug.", slug=campaign.slug)
            ) from error

    async def save(self, bundle: Bundle, by: str, after: int) -> Version:
        """Keep another version of a campaign.

        Parameters
        ----------
        bundle : Bundle
            Its slug says which campaign it is: an address never changes.
        by : str
            Who made it.
        after : int
            The version that it was made from.

        Raises
        ------
        MissingError
            If there is no campaign of that slug.
        TakenError
            If `after` is not the newest: someone else has saved meanwhile.
        """
        return await self.keep(bundle.campaign, await to_thread.run_sync(self._put, bundle), by, after)

    async def keep(self, campaign: Campaign, assets: Mapping[str, str], by: str, after: int) -> Version:
        """Keep another version, of assets that are in `files` already; raises as `save`."""
        async with self.database.writing() as connection:
            return await _next(connection, campaign, assets, by, after)

    async def restore(self, slug: str, number: int, by: str, after: int) -> Version:
        """Make an older version the newest again; raises as `save`."""
        async with self.database.writing() as connection:
            old = _version(await _row(connection, slug, number))
            return await _next(connection, old.campaign, old.assets, by, after)

    async def duplicate(self, slug: str, copy: str, by: str) -> Version:
        """Keep the newest version of a campaign as version 1 of another.

        Raises
        ------
        MissingError
            If there is no campaign of that slug.
        TakenError
            If the copy's slug is another's, or none at all.
        """
        old = await self.read(slug)
        if not is_slug(copy) or len(copy) < SHORTEST_SLUG:
            raise TakenError(
                say(
                    "{slug!r} is no slug; right would be {shortest} to 40 small letters, digits and -.",
                    slug=copy[:60],
                    shortest=SHORTEST_SLUG,
                )
            )
        # The assets are there already, under the same names.
        campaign = old.campaign.model_copy(update={"slug": copy})
        return await self._begin(campaign, old.assets, by)

    async def read(self, slug: str, number: int | None = None) -> Version:
        """Give a version, the newest where no number is given; `MissingError` where there is none."""
        async with self.database.reading() as connection:
            return _version(await _row(connection, slug, number))

    async def history(self, slug: str) -> list[Version]:
        """Give all versions, the newest first; `MissingError` where there is no such campaign."""
        chosen = _joined().where(CAMPAIGNS.c.slug == slug).order_by(VERSIONS.c.number.desc())
        rows: Sequence[Row[Any]] = []
        if is_slug(slug):
            async with self.database.reading() as connection:
                rows = (await connection.execute(chosen)).all()
        if not rows:
            raise _missing(slug)
        return [_version(row) for row in rows]

    async def entries(self) -> list[Entry]:
        """List the campaigns, by slug."""
        newest = func.max(VERSIONS.c.number).label("newest")
        chosen = (
            select(CAMPAIGNS.c.slug, newest, CAMPAIGNS.c.published, CAMPAIGNS.c.is_archived)
            .join(VERSIONS, VERSIONS.c.campaign == CAMPAIGNS.c.id)
            .group_by(CAMPAIGNS.c.id)
            .order_by(CAMPAIGNS.c.slug)
        )
        async with self.database.reading() as connection:
            return [Entry(*row) for row in (await connection.execute(chosen)).all()]

    async def publish(self, slug: str, number: int | None, by: str) -> None:
        """Show a version to viewers, or none of them; `MissingError` where there is no such version."""
        async with self.database.writing() as connection:
            row = await _row(connection, slug, number)
            await _change(connection, row.key, published=number)
            if number is None:
                await note(connection, by, "unpublish", say("{name}", name=slug))
            else:
                about = say("{slug}, version {number}", slug=slug, number=number)
                await note(connection, by, "publish", about)

    async def archive(self, slug: str, by: str, is_archived: bool = True) -> None:
        """Put a campaign away, or take it back; what is put away is shown to nobody."""
        async with self.database.writing() as connection:
            row = await _row(connection, slug, None)
            await _change(connection, row.key, is_archived=is_archived)
            await note(connection, by, "put away" if is_archived else "take back", say("{name}", name=slug))

    async def open(self, slug: str, now: datetime) -> Version | None:
        """Give what a viewer sees at a moment, or None: nothing published, put away, not open or closed."""
        if not is_slug(slug):
            return None
        chosen = _joined().where(
            CAMPAIGNS.c.slug == slug,
            VERSIONS.c.number == CAMPAIGNS.c.published,
            CAMPAIGNS.c.is_archived.is_(False),
        )
        async with self.database.reading() as connection:
            row = (await connection.execute(chosen)).one_or_none()
        if row is None:
            return None
        version = _version(row)
        return version if version.campaign.schedule.is_open(now) else None

    def bundle(self, version: Version) -> Bundle:
        """Give a version with its assets; `OSError` where one is lost or changed."""
        return Bundle(version.campaign, {name: self.files.read(sha) for name, sha in version.assets.items()})

    def _put(self, bundle: Bundle) -> dict[str, str]:
        return {name: self.files.put(content) for name, content in bundle.assets.items()}


def _joined() -> Any:
    return select(VERSIONS, CAMPAIGNS.c.id.label("key")).join(
        CAMPAIGNS, VERSIONS.c.campaign == CAMPAIGNS.c.id
    )


async def _row(connection: AsyncConnection, slug: str, number: int | None) -> Row[Any]:
    if not is_slug(slug):
        raise _missing(slug)
    chosen = _joined().where(CAMPAIGNS.c.slug == slug).order_by(VERSIONS.c.number.desc()).limit(1)
    if number is not None:
        chosen = chosen.where(VERSIONS.c.number == number)
    row = (await connection.execute(chosen)).one_or_none()
    if row is None:
        raise _missing(slug, number)
    return row


def _version(row: Row[Any]) -> Version:
    campaign = Campaign.model_validate_json(row.document)
    return Version(row.number, campaign, dict(row.assets), row.by, row.made_at)


async def _next(
    connection: AsyncConnection, campaign: Campaign, assets: Mapping[str, str], by: str, after: int
) -> Version:
    # PostgreSQL keeps two writers apart by this row; SQLite has but one at a time.
    locked = select(CAMPAIGNS.c.id).where(CAMPAIGNS.c.slug == campaign.slug).with_for_update()
    key = (await connection.execute(locked)).scalar_one_or_none()
    if key is None:
        raise _missing(campaign.slug)
    newest = (
        await connection.execute(select(func.max(VERSIONS.c.number)).where(VERSIONS.c.campaign == key))
    ).scalar_one()
    if newest != after:
        raise TakenError(
            say(
                "Version {newest} of {slug!r} was saved meanwhile, and yours was made from {after}."
                " Load it again, then make your change.",
                newest=newest,
                slug=campaign.slug,
                after=after,
            )
        )
    return await _add(connection, key, newest + 1, campaign, assets, by)


async def _add(
    connection: AsyncConnection, key: int, number: int, campaign: Campaign, assets: Mapping[str, str], by: str
) -> Version:
    made_at = datetime.now(UTC)
    document = campaign.model_dump_json(exclude_none=True)
    values = {"campaign": key, "number": number, "document": document, "by": by, "made_at": made_at}
    await connection.execute(insert(VERSIONS).values(assets=dict(assets), **values))
    about = say("{slug}, version {number}", slug=campaign.slug, number=number)
    await note(connection, by, "save", about)
    return Version(number, campaign, dict(assets), by, made_at)


async def _change(connection: AsyncConnection, key: int, **values: Any) -> None:
    await connection.execute(update(CAMPAIGNS).where(CAMPAIGNS.c.id == key).values(**values))


def _missing(slug: str, number: int | None = None) -> MissingError:
    if number is None:
        return MissingError(say("There is no campaign {slug!r}.", slug=slug[:60]))
    return MissingError(
        say("There is no version {number} of the campaign {slug!r}.", number=number, slug=slug[:60])
    )
