"""A campaign as a site of files, by the command line."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

OIVIS = Path(sys.executable).parent / "oivis"
PAGE = {"index.html", "sw.js", "README.txt"}


@pytest.fixture
def oivis(tmp_path: Path):
    def run(*words: object, ends: int = 0) -> str:
        environment = {"OIVIS_STORE": str(tmp_path / "store"), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
        command = [OIVIS, *map(str, words)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert done.returncode == ends, done.stderr
        return done.stdout if ends == 0 else done.stderr

    return run


def test_a_kept_campaign_and_a_folder_are_written_as_the_same_site(oivis, tmp_path: Path) -> None:
    oivis("campaign", "new", "holiday", tmp_path / "made")
    oivis("campaign", "import", tmp_path / "made")
    oivis("campaign", "export", "holiday-greeting", "--out", tmp_path / "kept")
    assert "is written to" in oivis("export", "holiday-greeting", "--out", tmp_path / "site")
    oivis("export", tmp_path / "kept", "--out", tmp_path / "site.zip")
    files = {path.relative_to(tmp_path / "site").as_posix() for path in (tmp_path / "site").rglob("*.*")}
    with zipfile.ZipFile(tmp_path / "site.zip") as archive:
        assert {name for name in archive.namelist() if "." in name} == files
        assert archive.read("index.html") == (tmp_path / "site" / "index.html").read_bytes()
    assert files >= PAGE
    assert [name for name in files if name.startswith("c/holiday-greeting/") and name.endswith("logo.png")]


def test_what_is_not_there_and_what_is_there_already_are_said(oivis, tmp_path: Path) -> None:
    assert "There is no campaign 'nothing'" in oivis("export", "nothing", "--out", tmp_path / "site", ends=1)
    assert not (tmp_path / "site").exists()
    oivis("campaign", "new", "launch", tmp_path / "made")
    (tmp_path / "full").mkdir()
    assert "full" in oivis("export", tmp_path / "made", "--out", tmp_path / "full", ends=1)
    assert "Traceback" not in oivis("export", "../made/..", "--out", tmp_path / "site", ends=1)


def test_without_a_campaign_the_stage_itself_is_written(oivis, tmp_path: Path) -> None:
    assert "The stage is written to" in oivis("export", "--out", tmp_path / "site", "--must-cover")
    assert {path.name for path in (tmp_path / "site").iterdir()} >= PAGE
    assert not (tmp_path / "site" / "c").exists()


def test_a_schedule_is_said_to_be_kept_by_the_viewers_clock(oivis, tmp_path: Path) -> None:
    oivis("campaign", "new", "launch", tmp_path / "made")
    document = tmp_path / "made" / "campaign.toml"
    text = document.read_text()
    assert "[schedule]" in text
    document.write_text(text.replace("[schedule]", "[schedule]\ncloses = 2090-01-01T00:00:00Z"))
    assert "by each viewer's own clock" in oivis("export", tmp_path / "made", "--out", tmp_path / "site")
