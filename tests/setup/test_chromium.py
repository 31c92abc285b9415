from pathlib import Path

import pytest

from setup.chromium import system


def test_the_browser_that_was_named_comes_before_the_machines_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("chromium", "mine"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("OIVIS_CHROMIUM", raising=False)
    assert system() == str(tmp_path / "chromium")
    monkeypatch.setenv("OIVIS_CHROMIUM", str(tmp_path / "mine"))
    assert system() == str(tmp_path / "mine")


def test_no_browser_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("OIVIS_CHROMIUM", raising=False)
    assert system() is None
