"""Who changed what, and when: written in the same transaction as the change."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.store.database import Database
from server.store.tables import AUDIT
from server.texts.say import Sentence, packed, unpacked


@dataclass(frozen=True)
class Entry:
    """One thing that somebody did; `about` says more, where there is more to say."""

    at: datetime
    who: str
    what: str
    about: Sentence | None


async def note(connection: AsyncConnection, who: str, what: str, about: Sentence | None = None) -> None:
    """Write an entry; it is kept if the transaction is.

    Parameters
    ----------
    connection : AsyncConnection
    who, what : str
    about : Sentence, optional
        Kept with what it is made of: who reads the log reads it in their own language.
    """
    kept = json.dumps(about and packed(about))
    entry = {"at": datetime.now(UTC), "who": who[:60], "what": what, "about": kept}
    await connection.execute(insert(AUDIT).values(entry))


async def entries(database: Database, most: int = 200) -> list[Entry]:
    """Give the newest entries first."""
    chosen = select(AUDIT.c.at, AUDIT.c.who, AUDIT.c.what, AUDIT.c.about).order_by(AUDIT.c.id.desc())
    async with database.reading() as connection:
        rows = (await connection.execute(chosen.limit(most))).all()
    return [Entry(row.at, row.who, row.what, unpacked(json.loads(row.about))) for row in rows]
