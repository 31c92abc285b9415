"""Sessions: who is signed in, for how long, and how often one may guess."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Integer, delete, func, insert, select, update

from server.accounts.accounts import NAME, Account, RefusedError
from server.accounts.audit import note
from server.accounts.passwords import check_password, hash_password, verify_password
from server.accounts.tokens import kept, make_token
from server.store.database import Database, take_turns
from server.store.tables import ACCOUNTS, FAILURES, SESSIONS
from server.texts.say import say

# At the end of the working day who has done nothing is signed out; after two weeks everybody.
IDLE = timedelta(hours=10)
LONGEST = timedelta(days=14)
# To write down that someone was seen costs a write: once in a while is enough.
SEEN_EVERY = timedelta(minutes=5)

# By name, and of all names together: one password on many names is guessing too.
WINDOW = timedelta(minutes=15)
MOST_BY_NAME, MOST = 8, 200
NOBODY = "(nobody)"


class Sessions:
    """The sessions of a store.

    Parameters
    ----------
    database : Database
        Migrated.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    async def sign_in(self, name: str, password: str) -> str:
        """Give the token of a new session.

        Raises
        ------
        RefusedError
            If name and password do not belong together, without saying which is wrong; or if there were
            too many failures within a quarter of an hour: then the right password is refused as well.
        """
        # What nobody can be called is counted under one name, and fits the column.
        counted = name if NAME.fullmatch(name) else NOBODY
        now = datetime.now(UTC)
        async with self.database.writing() as connection:
            await take_turns(connection, FAILURES)
            await connection.execute(delete(FAILURES).where(FAILURES.c.at < now - WINDOW))
            by_name = func.coalesce(func.sum((FAILURES.c.name == counted).cast(Integer)), 0)
            ours, alls = (await connection.execute(select(by_name, func.count(FAILURES.c.id)))).one()
            if ours >= MOST_BY_NAME or alls >= MOST:
                raise RefusedError(say("There were too many failures. Try again in a quarter of an hour."))
            # Counted before the password is looked at: guesses sent at once are all counted.
            failure = await connection.execute(insert(FAILURES).values(name=counted, at=now))
            chosen = select(ACCOUNTS.c.id, ACCOUNTS.c.password).where(
                ACCOUNTS.c.name == counted, ACCOUNTS.c.is_closed.is_(False)
            )
            found = (await connection.execute(chosen)).one_or_none()
        if not await verify_password(found and found.password, password) or found is None:
            raise RefusedError(say("Name and password do not belong together."))
        token = make_token()
        async with self.database.writing() as connection:
            key = failure.inserted_primary_key[0]  # type: ignore[index]
            await connection.execute(delete(FAILURES).where(FAILURES.c.id == key))
            await connection.execute(delete(SESSIONS).where(SESSIONS.c.made_at <= now - LONGEST))
            values = {"token": kept(token), "account": found.id, "made_at": now, "seen_at": now}
            await connection.execute(insert(SESSIONS).values(values))
            await note(connection, counted, "sign in")
        return token

    async def change_password(self, account: Account, before: str, password: str) -> str:
        """Give an account another password, end all of its sessions, and give the token of a new one.

        Raises
        ------
        RefusedError
            If the one before is not its password, or there were too many failures; as `sign_in`.
        ValueError
            If the new one is too weak.
        """
        check_password(password, account.name)
        token = await self.sign_in(account.name, before)
        hashed = await hash_password(password)
        async with self.database.writing() as connection:
            changed = update(ACCOUNTS).where(ACCOUNTS.c.id == account.id).values(password=hashed)
            await connection.execute(changed)
            others = (SESSIONS.c.account == account.id, SESSIONS.c.token != kept(token))
            await connection.execute(delete(SESSIONS).where(*others))
            await note(connection, account.name, "change password")
        return token

    async def find(self, token: str, now: datetime | None = None) -> Account | None:
        """Give who a session is of; None where it is none, was ended, or is too old."""
        now = now or datetime.now(UTC)
        names = ("id", "name", "role", "is_closed", "language")
        chosen = (
            select(*(ACCOUNTS.c[name] for name in names), SESSIONS.c.seen_at)
            .join(ACCOUNTS, SESSIONS.c.account == ACCOUNTS.c.id)
            .where(
                SESSIONS.c.token == kept(token),
                SESSIONS.c.seen_at > now - IDLE,
                SESSIONS.c.made_at > now - LONGEST,
                ACCOUNTS.c.is_closed.is_(False),
            )
        )
        async with self.database.reading() as connection:
            found = (await connection.execute(chosen)).one_or_none()
        if found is None:
            return None
        *account, seen_at = found
        if now - seen_at > SEEN_EVERY:
            async with self.database.writing() as connection:
                seen = update(SESSIONS).where(SESSIONS.c.token == kept(token)).values(seen_at=now)
                await connection.execute(seen)
        return Account(*account)

    async def sign_out(self, token: str) -> None:
        """End a session."""
        await self._end(SESSIONS.c.token == kept(token))

    async def sign_out_everywhere(self, account: Account) -> None:
        """End all sessions of an account."""
        await self._end(SESSIONS.c.account == account.id)

    async def _end(self, which: Any) -> None:
        async with self.database.writing() as connection:
            await connection.execute(delete(SESSIONS).where(which))
