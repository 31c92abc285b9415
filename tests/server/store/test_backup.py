import asyncio
import json
import re
import zipfile
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest

from server.campaigns.files import Files
from server.campaigns.store import Store
from server.figures.figures import Figures
from server.store.backup import backup, restore
from server.store.database import Database
from server.store.migrate import migrate
from tests.server.campaigns.test_store import bundle
from tests.server.store.databases import Opened, opened, postgresql  # noqa: F401

T = TypeVar("T")


def run(database: Database, assets: Path, act: Callable[[Store], Awaitable[T]]) -> T:
    async def whole() -> T:
        try:
            return await act(Store(database, Files(assets)))
        finally:
            await database.close()

    return asyncio.run(whole())


async def fill(store: Store) -> None:
    await migrate(store.database)
    await store.create(bundle("One"), "ada")
    await store.save(bundle("Two"), "bob", after=1)
    await store.publish("spring-shoes", 1, "ada")
    await store.create(bundle("Three", slug="autumn"), "ada")
    await store.archive("autumn", "ada")
    figures = Figures(store, list)
    figures.add("spring-shoes", {("photos", ""): 3, ("commands", "next"): 2**40})
    await figures.close()


async def told(store: Store) -> list:
    entries = await store.entries()
    versions = [version for entry in entries for version in await store.history(entry.slug)]
    figures = await Figures(store, list).read("spring-shoes", date(2000, 1, 1), date(2099, 1, 1))
    return [entries, versions, [store.bundle(version) for version in versions], figures]


@pytest.fixture
def made(opened: Opened, tmp_path: Path) -> tuple[Path, list]:  # noqa: F811
    """A backup, and what was in the store."""

    async def act(store: Store) -> list:
        await fill(store)
        assert await backup(store.database, store.files, tmp_path / "all.zip") == (12, 15)
        return await told(store)

    return tmp_path / "all.zip", run(opened(), tmp_path / "assets", act)


def test_a_backup_of_either_database_comes_back_on_sqlite_and_goes_on(made, tmp_path: Path) -> None:
    async def act(store: Store) -> list:
        assert await restore(store.database, store.files, made[0]) == (12, 15)
        found = await told(store)
        await store.create(bundle("Four", slug="winter"), "ada")
        return found

    assert run(Database.from_folder(tmp_path / "new"), tmp_path / "new" / "assets", act) == made[1]


def test_a_backup_of_sqlite_comes_back_on_either_database_and_goes_on(opened: Opened, tmp_path: Path) -> None:  # noqa: F811
    async def give(store: Store) -> list:
        await fill(store)
        await backup(store.database, store.files, tmp_path / "all.zip")
        return await told(store)

    async def take(store: Store) -> list:
        await restore(store.database, store.files, tmp_path / "all.zip")
        found = await told(store)
        await store.create(bundle("Four", slug="winter"), "ada")
        await store.save(bundle("Five"), "ada", after=2)
        return found

    there = run(Database.from_folder(tmp_path / "old"), tmp_path / "old" / "assets", give)
    assert run(opened(), tmp_path / "assets", take) == there


def test_a_store_that_has_something_is_left_alone(made, opened: Opened, tmp_path: Path) -> None:  # noqa: F811
    async def act(store: Store) -> list:
        with pytest.raises(ValueError, match="has something already"):
            await restore(store.database, store.files, made[0])
        return await told(store)

    assert run(opened(), tmp_path / "assets", act) == made[1]


def changed(source: Path, out: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return out


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (lambda name, content: None if name == "rows.json" else content, "no backup that can be read"),
        (lambda name, content: b"[" if name == "rows.json" else content, "no backup that can be read"),
        (lambda name, content: b"[]" if name == "rows.json" else content, "no backup that can be read"),
        (lambda name, content: content if name == "rows.json" else content + b"x", "has changed"),
        (lambda name, content: re.sub(rb'"revision": "\d+"', b'"revision": "9999"', content), "newer oivis"),
        (lambda name, content: content.replace(b'"campaigns": [', b'"others": ['), "'others'"),
    ],
)
def test_what_is_no_whole_backup_changes_nothing(tmp_path: Path, change, part: str) -> None:
    async def give(store: Store) -> None:
        await fill(store)
        await backup(store.database, store.files, tmp_path / "all.zip")

    async def take(store: Store) -> list:
        with pytest.raises(ValueError, match=part):
            await restore(store.database, store.files, tmp_path / "bad.zip")
        await migrate(store.database)
        return await store.entries()

    run(Database.from_folder(tmp_path / "old"), tmp_path / "old" / "assets", give)
    changed(tmp_path / "all.zip", tmp_path / "bad.zip", change)
    assert run(Database.from_folder(tmp_path / "new"), tmp_path / "new" / "assets", take) == []


def test_a_backup_of_an_older_server_comes_back_on_a_new_database_alone(tmp_path: Path) -> None:
    def older(name: str, content: bytes) -> bytes:
        if name != "rows.json":
            return content
        tables = json.loads(content)["tables"]
        kept = {name: tables[name] for name in ("campaigns", "versions")}
        return json.dumps({"revision": "0001", "tables": kept}).encode()

    async def give(store: Store) -> list:
        await fill(store)
        await backup(store.database, store.files, tmp_path / "all.zip")
        return await told(store)

    async def take(store: Store) -> list:
        await restore(store.database, store.files, tmp_path / "old.zip")
        return await told(store)

    async def refuse(store: Store) -> None:
        await migrate(store.database)
        with pytest.raises(ValueError, match="Restore into a new one"):
            await restore(store.database, store.files, tmp_path / "old.zip")

    there = run(Database.from_folder(tmp_path / "old"), tmp_path / "old" / "assets", give)
    changed(tmp_path / "all.zip", tmp_path / "old.zip", older)
    # There were no figures then.
    assert run(Database.from_folder(tmp_path / "new"), tmp_path / "new" / "assets", take) == [*there[:3], []]
    run(Database.from_folder(tmp_path / "used"), tmp_path / "used" / "assets", refuse)


def test_a_truncated_backup_is_refused(tmp_path: Path) -> None:
    async def give(store: Store) -> None:
        await fill(store)
        await backup(store.database, store.files, tmp_path / "all.zip")

    async def take(store: Store) -> None:
        with pytest.raises(ValueError, match="no backup that can be read"):
            await restore(store.database, store.files, tmp_path / "all.zip")

    run(Database.from_folder(tmp_path / "old"), tmp_path / "old" / "assets", give)
    whole = (tmp_path / "all.zip").read_bytes()
    for part in (0.1, 0.5, 0.99):
        (tmp_path / "all.zip").write_bytes(whole[: int(len(whole) * part)])
        run(Database.from_folder(tmp_path / "new"), tmp_path / "new" / "assets", take)


def test_a_backup_whose_asset_is_lost_is_not_written(opened: Opened, tmp_path: Path) -> None:  # noqa: F811
    async def act(store: Store) -> None:
        await fill(store)
        version = await store.read("autumn")
        store.files.path(version.assets["logo.png"]).unlink()
        with pytest.raises(FileNotFoundError):
            await backup(store.database, store.files, tmp_path / "all.zip")

    run(opened(), tmp_path / "assets", act)
    assert [path.name for path in tmp_path.iterdir() if "zip" in path.name] == []


def test_a_backup_holds_nothing_but_rows_and_what_they_name(made) -> None:
    with zipfile.ZipFile(made[0]) as archive:
        about = json.loads(archive.read("rows.json"))
        named = {f"assets/{sha}" for row in about["tables"]["versions"] for sha in row["assets"].values()}
        assert set(archive.namelist()) == named | {"rows.json"}
