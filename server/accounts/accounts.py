"""Accounts: how one is made, what it may do, how it is closed."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from server.accounts.audit import note
from server.accounts.passwords import check_password, hash_password
from server.accounts.tokens import kept, make_token
from server.store.database import Database, take_turns
from server.store.tables import ACCOUNTS, INVITATIONS, SESSIONS
from server.texts.say import LANGUAGES, say

Role = Literal["owner", "editor", "viewer"]
# Each may do what those before it may: look, change campaigns, let people in.
ROLES: tuple[Role, ...] = ("viewer", "editor", "owner")

NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,59}")
INVITED_S = 3 * 24 * 3600
SERVER = "the server"
USED = say("This link was used, or is too old. Ask for another.")


class RefusedError(ValueError):
    """What was asked for is not allowed; the message says what would be."""


@dataclass(frozen=True)
class Account:
    """Somebody who may work in the studio."""

    id: int
    name: str
    role: Role
    is_closed: bool = False
    # Of the studio; None where none was chosen.
    language: str | None = None

    def may(self, role: Role) -> bool:
        """Tell whether it may do what a role may."""
        return not self.is_closed and ROLES.index(self.role) >= ROLES.index(role)


class Accounts:
    """The accounts of a store.

    Parameters
    ----------
    database : Database
        Migrated.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    async def first(self) -> str | None:
        """Give the token by which the first owner comes in; None once there is an account.

        Those that were given before, and not used, are void: the terminal has but one that works.
        """
        async with self.database.writing() as connection:
            await take_turns(connection, ACCOUNTS)
            if (await connection.execute(select(func.count()).select_from(ACCOUNTS))).scalar_one():
                return None
            await connection.execute(delete(INVITATIONS))
            return await _invite(connection, "owner", SERVER)

    async def invite(self, role: Role, by: Account) -> str:
        """Give a token by which somebody else comes in, once, within three days; an owner's to give."""
        if role not in get_args(Role):
            raise RefusedError(
                say("There is no role {role!r}; there are {roles}.", role=role, roles=", ".join(ROLES))
            )
        async with self.database.writing() as connection:
            await _needs(connection, by, "owner")
            await note(connection, by.name, "invite", say(role))
            return await _invite(connection, role, by.name)

    async def join(self, token: str, name: str, password: str) -> Account:
        """Make an account of an invitation, which is then used up.

        Raises
        ------
        RefusedError
            If the invitation is none, used or too old, or the name is none or taken.
        ValueError
            If the password is too weak; the invitation can be used again.
        """
        if not NAME.fullmatch(name):
            raise RefusedError(
                say(
                    "This is no name: 2 to 60 small letters, digits and . _ @ + -, such as an address of"
                    " e-mail."
                )
            )
        check_password(password, name)
        now = datetime.now(UTC)
        is_it = (INVITATIONS.c.token == kept(token), INVITATIONS.c.expires_at > now)
        # To hash is dear, on purpose: it is done for who has a link alone.
        async with self.database.reading() as connection:
            if not (await connection.execute(select(INVITATIONS.c.id).where(*is_it))).first():
                raise RefusedError(USED)
        password = await hash_password(password)
        used = delete(INVITATIONS).where(*is_it).returning(INVITATIONS.c.role)
        try:
            async with self.database.writing() as connection:
                role = (await connection.execute(used)).scalar_one_or_none()
                if role is None:
                    raise RefusedError(USED)
                values = {"name": name, "password": password, "role": role, "made_at": now}
                made = await connection.execute(insert(ACCOUNTS).values(values))
                await note(connection, name, "join", say(role))
                return Account(made.inserted_primary_key[0], name, role)  # type: ignore[index]
        except IntegrityError as error:
            raise RefusedError(say("The name {name!r} is taken; choose another.", name=name)) from error

    async def all(self) -> list[Account]:
        """List the accounts by name, closed ones too."""
        chosen = _columns().order_by(ACCOUNTS.c.name)
        async with self.database.reading() as connection:
            return [Account(*row) for row in (await connection.execute(chosen)).all()]

    async def speak(self, account: Account, language: str) -> None:
        """Speak a language with somebody from now on.

        Raises
        ------
        RefusedError
            If it is none of `LANGUAGES`.
        """
        if language not in LANGUAGES:
            raise RefusedError(
                say(
                    "There is no language {language!r}; there are {languages}.",
                    language=language[:60],
                    languages=", ".join(LANGUAGES),
                )
            )
        async with self.database.writing() as connection:
            changed = update(ACCOUNTS).where(ACCOUNTS.c.id == account.id).values(language=language)
            await connection.execute(changed)

    async def change(self, id: int, by: Account, role: Role | None = None, is_closed: bool = False) -> None:
        """Give an account another role, or close it: then it is signed out everywhere.

        Raises
        ------
        RefusedError
            If `by` is no owner, the account is not there, or no owner would be left.
        """
        if role is not None and role not in get_args(Role):
            raise RefusedError(
                say("There is no role {role!r}; there are {roles}.", role=role, roles=", ".join(ROLES))
            )
        async with self.database.writing() as connection:
            await take_turns(connection, ACCOUNTS)
            await _needs(connection, by, "owner")
            found = (await connection.execute(_columns().where(ACCOUNTS.c.id == id))).one_or_none()
            if found is None:
                raise RefusedError(say("There is no such account."))
            before = Account(*found)
            after = Account(before.id, before.name, role or before.role, is_closed)
            if before.may("owner") and not after.may("owner") and await _owners(connection) == 1:
                raise RefusedError(say("Somebody must be owner: make another one owner first."))
            values: dict[str, Any] = {"role": after.role, "is_closed": is_closed}
            await connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.id == id).values(values))
            if is_closed:
                await connection.execute(delete(SESSIONS).where(SESSIONS.c.account == id))
            what = "close" if is_closed else "change"
            about = say("{name}: {role}", name=after.name, role=say(after.role))
            await note(connection, by.name, what, about)


def _columns() -> Any:
    return select(*(ACCOUNTS.c[name] for name in ("id", "name", "role", "is_closed", "language")))


async def _needs(connection: AsyncConnection, by: Account, role: Role) -> None:
    """Ask the database, not the page: what one may do can have changed since it was loaded."""
    found = (await connection.execute(_columns().where(ACCOUNTS.c.id == by.id))).one_or_none()
    if found is None or not Account(*found).may(role):
        raise RefusedError(say("Only one who is {role} may do this.", role=say(role)))


async def _owners(connection: AsyncConnection) -> int:
    chosen = (
        select(func.count())
        .select_from(ACCOUNTS)
        .where(ACCOUNTS.c.role == "owner", ACCOUNTS.c.is_closed.is_(False))
    )
    return (await connection.execute(chosen)).scalar_one()


async def _invite(connection: AsyncConnection, role: Role, by: str) -> str:
    token = make_token()
    expires_at = datetime.now(UTC) + timedelta(seconds=INVITED_S)
    values = {"token": kept(token), "role": role, "by": by, "expires_at": expires_at}
    await connection.execute(insert(INVITATIONS).values(values))
    return token
