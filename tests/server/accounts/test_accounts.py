import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import select, update

from server.accounts import audit
from server.accounts.accounts import Account, Accounts, RefusedError
from server.accounts.sessions import IDLE, LONGEST, MOST_BY_NAME, Sessions
from server.accounts.tokens import form_token, is_form_token
from server.store.database import Database
from server.store.migrate import migrate
from server.store.tables import ACCOUNTS, INVITATIONS, SESSIONS
from tests.server.store.databases import Opened, opened, postgresql  # noqa: F401

T = TypeVar("T")
Run = Callable[[Callable[[Database], Awaitable[T]]], T]
PASSWORD = "a horse in the rain"


@pytest.fixture
def run(opened: Opened) -> Run:  # noqa: F811
    def run(act: Callable[[Database], Awaitable[T]]) -> T:
        async def whole() -> T:
            database = opened()
            try:
                await migrate(database)
                return await act(database)
            finally:
                await database.close()

        return asyncio.run(whole())

    return run


async def owner(database: Database) -> Account:
    token = await Accounts(database).first()
    assert token
    return await Accounts(database).join(token, "ada", PASSWORD)


async def joined(database: Database, by: Account, name: str, role: str) -> Account:
    accounts = Accounts(database)
    return await accounts.join(await accounts.invite(role, by), name, PASSWORD)


def test_the_first_link_makes_an_owner_once_and_never_again(run: Run) -> None:
    async def act(database: Database) -> None:
        accounts = Accounts(database)
        void, token = await accounts.first(), await accounts.first()
        assert void
        assert token
        with pytest.raises(RefusedError, match="used, or is too old"):
            await accounts.join(void, "eve", PASSWORD)
        assert (await accounts.join(token, "ada", PASSWORD)).role == "owner"
        with pytest.raises(RefusedError, match="used, or is too old"):
            await accounts.join(token, "eve", PASSWORD)
        assert await accounts.first() is None

    run(act)


def test_of_two_who_use_a_link_at_once_one_comes_in(run: Run) -> None:
    async def act(database: Database) -> None:
        token = await Accounts(database).first()
        assert token
        joins = (Accounts(database).join(token, name, PASSWORD) for name in ("ada", "eve"))
        ends = await asyncio.gather(*joins, return_exceptions=True)
        assert sorted(type(end).__name__ for end in ends) == ["Account", "RefusedError"]

    run(act)


def test_who_has_no_link_costs_no_hash(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(password: str) -> str:
        raise AssertionError("a password was hashed")

    monkeypatch.setattr("server.accounts.accounts.hash_password", never)

    async def act(database: Database) -> None:
        token = await Accounts(database).first()
        assert token
        with pytest.raises(RefusedError, match="used, or is too old"):
            await Accounts(database).join("forged", "eve", PASSWORD)
        with pytest.raises(AssertionError, match="hashed"):
            await Accounts(database).join(token, "ada", PASSWORD)

    run(act)


def test_an_invitation_grows_old(run: Run) -> None:
    async def act(database: Database) -> None:
        accounts = Accounts(database)
        token = await accounts.first()
        assert token
        async with database.writing() as connection:
            past = datetime.now(UTC) - timedelta(seconds=1)
            await connection.execute(update(INVITATIONS).values(expires_at=past))
        with pytest.raises(RefusedError, match="too old"):
            await accounts.join(token, "ada", PASSWORD)

    run(act)


@pytest.mark.parametrize(
    ("name", "password", "part"),
    [
        ("", PASSWORD, "no name"),
        ("Ada", PASSWORD, "small letters"),
        ("a" * 61, PASSWORD, "no name"),
        ("ada\x00", PASSWORD, "no name"),
        ("<script>", PASSWORD, "no name"),
        ("ada", "short", "12 to 200"),
        ("ada", "x" * 201, "12 to 200"),
        ("ada", "aaaaaaaaaaaaaaa", "easy to guess"),
        ("ada", "ADA is the best one", "easy to guess"),
    ],
)
def test_a_name_or_a_password_that_will_not_do_leaves_the_link_unused(
    run: Run, name: str, password: str, part: str
) -> None:
    async def act(database: Database) -> None:
        accounts = Accounts(database)
        token = await accounts.first()
        assert token
        with pytest.raises(ValueError, match=part):
            await accounts.join(token, name, password)
        await accounts.join(token, "ada", PASSWORD)

    run(act)


def test_a_name_that_is_taken_leaves_the_link_unused(run: Run) -> None:
    async def act(database: Database) -> None:
        ada = await owner(database)
        token = await Accounts(database).invite("editor", ada)
        with pytest.raises(RefusedError, match="'ada' is taken"):
            await Accounts(database).join(token, "ada", PASSWORD)
        assert (await Accounts(database).join(token, "bob", PASSWORD)).role == "editor"

    run(act)


def test_only_an_owner_lets_people_in_and_changes_them(run: Run) -> None:
    async def act(database: Database) -> None:
        ada = await owner(database)
        for name, role in (("bob", "editor"), ("cy", "viewer")):
            other = await joined(database, ada, name, role)
            with pytest.raises(RefusedError, match="Only one who is owner"):
                await Accounts(database).invite("owner", other)
            with pytest.raises(RefusedError, match="Only one who is owner"):
                await Accounts(database).change(other.id, other, role="owner")
        with pytest.raises(RefusedError, match="There is no role 'king'"):
            await Accounts(database).invite("king", ada)

    run(act)


def test_what_one_may_do_is_asked_of_the_database_and_not_of_an_old_page(run: Run) -> None:
    async def act(database: Database) -> None:
        ada = await owner(database)
        bob = await joined(database, ada, "bob", "owner")
        await Accounts(database).change(bob.id, ada, role="viewer")
        assert bob.may("owner")
        with pytest.raises(RefusedError, match="Only one who is owner"):
            await Accounts(database).invite("owner", bob)

    run(act)


def test_roles_contain_one_another() -> None:
    assert [Account(1, "a", "editor").may(role) for role in ("viewer", "editor", "owner")] == [
        True,
        True,
        False,
    ]
    assert not Account(1, "a", "owner", is_closed=True).may("viewer")


def test_somebody_stays_owner_even_where_two_leave_at_once(run: Run) -> None:
    async def act(database: Database) -> None:
        ada = await owner(database)
        with pytest.raises(RefusedError, match="Somebody must be owner"):
            await Accounts(database).change(ada.id, ada, is_closed=True)
        bob = await joined(database, ada, "bob", "owner")
        changes = (Accounts(database).change(who.id, who, role="viewer") for who in (ada, bob))
        ends = await asyncio.gather(*changes, return_exceptions=True)
        assert sum(isinstance(end, RefusedError) for end in ends) == 1
        assert sum(account.may("owner") for account in await Accounts(database).all()) == 1

    run(act)


def test_neither_passwords_nor_tokens_are_in_the_database(run: Run) -> None:
    async def act(database: Database) -> None:
        ada = await owner(database)
        invited = await Accounts(database).invite("editor", ada)
        session = await Sessions(database).sign_in("ada", PASSWORD)
        async with database.reading() as connection:
            rows = [
                str((await connection.execute(select(table))).all())
                for table in (ACCOUNTS, INVITATIONS, SESSIONS)
            ]
        assert "$argon2id$" in rows[0]
        for secret in (PASSWORD, invited, session):
            assert not any(secret in row for row in rows)

    run(act)


def test_a_session_lasts_while_it_is_used_and_not_for_ever(run: Run) -> None:
    async def act(database: Database) -> None:
        await owner(database)
        sessions = Sessions(database)
        token = await sessions.sign_in("ada", PASSWORD)
        now = datetime.now(UTC)
        found = await sessions.find(token)
        assert found
        assert found.name == "ada"
        assert await sessions.find(token, now + IDLE + timedelta(minutes=1)) is None
        step = IDLE * 0.9
        while now + step < datetime.now(UTC) + LONGEST:
            now += step
            assert await sessions.find(token, now)
        assert await sessions.find(token, now + step) is None

    run(act)


def test_a_session_that_is_over_for_good_is_not_kept(run: Run) -> None:
    async def act(database: Database) -> int:
        await owner(database)
        sessions = Sessions(database)
        for _ in range(3):
            await sessions.sign_in("ada", PASSWORD)
            async with database.writing() as connection:
                await connection.execute(update(SESSIONS).values(made_at=datetime.now(UTC) - LONGEST))
        await sessions.sign_in("ada", PASSWORD)
        async with database.reading() as connection:
            return len((await connection.execute(select(SESSIONS))).all())

    assert run(act) == 1


def test_who_signs_out_or_is_closed_is_out(run: Run) -> None:
    async def act(database: Database) -> None:
        ada = await owner(database)
        sessions = Sessions(database)
        one, two, three = [await sessions.sign_in("ada", PASSWORD) for _ in range(3)]
        await sessions.sign_out(one)
        assert [await sessions.find(token) is None for token in (one, two)] == [True, False]
        await sessions.sign_out_everywhere(ada)
        assert await sessions.find(three) is None
        bob = await joined(database, ada, "bob", "editor")
        token = await sessions.sign_in("bob", PASSWORD)
        await Accounts(database).change(bob.id, ada, is_closed=True)
        assert await sessions.find(token) is None
        with pytest.raises(RefusedError, match="do not belong together"):
            await sessions.sign_in("bob", PASSWORD)

    run(act)


@pytest.mark.parametrize("token", ["", "x", "\x00", "é", "a" * 5000, "' OR 1=1 --", "\ud800"])
def test_a_forged_session_is_nobodys(run: Run, token: str) -> None:
    async def act(database: Database) -> Account | None:
        await owner(database)
        return await Sessions(database).find(token)

    assert run(act) is None


def test_guessing_ends_soon_and_says_the_same_of_every_name(run: Run) -> None:
    async def act(database: Database) -> None:
        await owner(database)
        sessions = Sessions(database)
        said = set()
        for name in ("ada", "nobody", "\x00"):
            with pytest.raises(RefusedError) as caught:
                await sessions.sign_in(name, "wrong")
            said.add(str(caught.value))
        assert said == {"Name and password do not belong together."}
        guesses = (sessions.sign_in("ada", f"guess {number}") for number in range(20))
        ends = [str(end) for end in await asyncio.gather(*guesses, return_exceptions=True)]
        assert sum("do not belong" in end for end in ends) == MOST_BY_NAME - 1
        with pytest.raises(RefusedError, match="too many failures"):
            await sessions.sign_in("ada", PASSWORD)

    run(act)


def test_to_sign_in_often_is_no_failure(run: Run) -> None:
    async def act(database: Database) -> None:
        await owner(database)
        for _ in range(MOST_BY_NAME + 2):
            await Sessions(database).sign_in("ada", PASSWORD)

    run(act)


def test_who_did_what_is_written_down_and_what_failed_is_not(run: Run) -> None:
    async def act(database: Database) -> list:
        ada = await owner(database)
        bob = await joined(database, ada, "bob", "editor")
        with pytest.raises(RefusedError):
            await Accounts(database).invite("owner", bob)
        await Accounts(database).change(bob.id, ada, is_closed=True)
        return [(entry.who, entry.what, entry.about) for entry in await audit.entries(database)]

    assert run(act) == [
        ("ada", "close", "bob: editor"),
        ("bob", "join", "editor"),
        ("ada", "invite", "editor"),
        ("ada", "join", "owner"),
    ]


def test_a_form_of_another_session_or_of_none_is_known() -> None:
    assert is_form_token("one", form_token("one"))
    for given in ("", form_token("two"), form_token("one")[:-1], "é", "\ud800"):
        assert not is_form_token("one", given)
