"""Who changed what, and when: written in the same transaction as the change."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.store.database import Database
from server.store.tables import AUDIT


@dataclass(frozen=True)
class Entry:
    """One thing that somebody did."""

    at: datetime
    who: str
    what: str
    about: str


async def note(connection: AsyncConnection, who: str, what: str, about: str = "") -> None:
    """Write an entry; it is kept if the transaction is."""
    entry = {"at": datetime.now(UTC), "who": who[:60], "what": what, "about": about[:1000]}
    await connection.execute(insert(AUDIT).values(entry))


async def entries(database: Database, most: int = 200) -> list[Entry]:
    """Give the newest entries first."""
    chosen = select(AUDIT.c.at, AUDIT.c.who, AUDIT.c.what, AUDIT.c.about).order_by(AUDIT.c.id.desc())
    async with database.reading() as connection:
        return [Entry(*row) for row in (await connection.execute(chosen.limit(most))).all()]
