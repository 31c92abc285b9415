"""The command line on a store of its own, as a marketing team's engineer uses it."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest

from cli.campaign import who
from server.accounts import audit
from server.accounts.accounts import NAME
from server.store.database import Database

OIVIS = Path(sys.executable).parent / "oivis"


@pytest.fixture
def oivis(tmp_path: Path):
    def run(*words: object, ends: int = 0) -> str:
        command = [OIVIS, "campaign", *map(str, words)]
        environment = {"OIVIS_STORE": str(tmp_path / "store"), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert done.returncode == ends, done.stderr
        return done.stdout if ends == 0 else done.stderr

    return run


def test_a_template_goes_in_comes_out_and_goes_in_again(oivis, tmp_path: Path) -> None:
    oivis("new", "holiday", tmp_path / "made")
    assert "version 1, and open at /c/holiday-greeting" in oivis("import", tmp_path / "made", "--publish")
    oivis("export", "holiday-greeting", "--out", tmp_path / "out.zip")
    assert "version 2." in oivis("import", tmp_path / "out.zip")
    listed = json.loads(oivis("list", "--json"))
    assert listed == {"slug": "holiday-greeting", "newest": 2, "published": 1, "is_archived": False}
    oivis("export", "holiday-greeting", "--out", tmp_path / "folder", "--version", 1)
    names = {path.name for path in (tmp_path / "folder").rglob("*.*")}
    assert names == {"campaign.toml", "logo.png", "night.webp", "frame.png"}
    assert "Version 3 of holiday-greeting is as version 1 was" in oivis(
        "undo", "holiday-greeting", "--version", 1
    )
    assert [line.split()[0] for line in oivis("history", "holiday-greeting").splitlines()] == ["3", "2", "1"]
    oivis("duplicate", "holiday-greeting", "new-year")
    oivis("archive", "new-year")
    assert "put away" in oivis("list")
    oivis("archive", "new-year", "--back")
    oivis("unpublish", "holiday-greeting")
    assert "not published" in oivis("list")


def test_every_change_stands_in_the_audit_log_as_one_by_the_command_line(oivis, tmp_path: Path) -> None:
    oivis("new", "holiday", tmp_path / "made")
    oivis("import", tmp_path / "made", "--publish")
    oivis("import", tmp_path / "made")
    oivis("undo", "holiday-greeting", "--version", 1)
    oivis("duplicate", "holiday-greeting", "new-year")
    oivis("unpublish", "holiday-greeting")
    oivis("archive", "new-year")
    oivis("archive", "new-year", "--back")

    async def read() -> list[audit.Entry]:
        database = Database.from_folder(tmp_path / "store")
        try:
            return await audit.entries(database)
        finally:
            await database.close()

    entries = asyncio.run(read())[::-1]
    assert [(entry.what, entry.about) for entry in entries] == [
        ("save", "holiday-greeting, version 1"),
        ("publish", "holiday-greeting, version 1"),
        ("save", "holiday-greeting, version 2"),
        ("save", "holiday-greeting, version 3"),
        ("save", "new-year, version 1"),
        ("unpublish", "holiday-greeting"),
        ("put away", "new-year"),
        ("take back", "new-year"),
    ]
    # Nobody's account can be called so.
    assert {entry.who for entry in entries} == {who()}
    assert who().endswith(" (oivis campaign)") and not NAME.fullmatch(who())


def test_what_is_wrong_is_said_in_sentences_and_nothing_is_kept(oivis, tmp_path: Path) -> None:
    oivis("new", "holiday", tmp_path / "made")
    document = tmp_path / "made" / "campaign.toml"
    document.write_text(document.read_text().replace('"snow"', '"moon"'))
    said = oivis("import", tmp_path / "made", ends=1)
    assert "scenes[0] is 'moon'; right would be one of snow, blur" in said
    assert "Traceback" not in said
    (tmp_path / "made" / "assets" / "logo.png").write_bytes(b"<svg/>")
    document.write_text(document.read_text().replace('"moon"', '"snow"'))
    assert "logo.png is no picture" in oivis("import", tmp_path / "made", ends=1)
    assert oivis("list") == ""


def test_what_is_not_there_is_said(oivis, tmp_path: Path) -> None:
    assert "There is no campaign 'nothing'." in oivis("publish", "nothing", ends=1)
    assert "There is no template 'x'" in oivis("new", "x", tmp_path / "x", ends=1)


def test_a_backup_of_one_store_is_another(oivis, tmp_path: Path) -> None:
    oivis("new", "holiday", tmp_path / "made")
    oivis("import", tmp_path / "made", "--publish")
    before = oivis("list", "--json")
    command = [OIVIS, "backup", tmp_path / "all.zip", "--store", tmp_path / "store"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert said == f"{tmp_path}/all.zip holds 4 rows and 3 assets.\n"
    command = [OIVIS, "restore", tmp_path / "all.zip", "--store", tmp_path / "new"]
    subprocess.run(command, check=True, capture_output=True)
    assert oivis("list", "--json", "--store", tmp_path / "new") == before
    again = subprocess.run(command, capture_output=True, text=True)
    assert again.returncode == 1
    assert "has something already" in again.stderr
