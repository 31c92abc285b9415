"""Bring a database to the form that this server needs."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection

from server.store.database import Database

FOLDER = Path(__file__).parent / "migrations"
# Any number will do, as long as it is ours alone.
LOCK = 7_418_530


async def migrate(database: Database, to: str = "head") -> None:
    """Run the migrations that a database lacks; two servers that start at once take turns.

    Parameters
    ----------
    database : Database
    to : str
        The last of them; all by default.

    Raises
    ------
    ValueError
        If a newer server has changed the database, or `to` is none of this server's.
    """
    if database.is_sqlite and database.url.database:
        Path(database.url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    async with database.writing() as connection:
        if not database.is_sqlite:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        await connection.run_sync(_upgrade, to)


def _upgrade(connection: Connection, to: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    there = set(MigrationContext.configure(connection).get_current_heads())
    if there - known:
        raise ValueError("A newer oivis has changed this database. Run that one, or restore a backup.")
    if to not in known | {"head"}:
        raise ValueError(f"This was made by a newer oivis: its form is {to[:20]!r}. Run that one.")
    if to != "head" and there - {to}:
        raise ValueError("This database has another form than the backup. Restore into a new one.")
    command.upgrade(config, to)
