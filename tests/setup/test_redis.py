from pathlib import Path

import pytest

from setup import redis


def test_a_redis_that_is_there_is_not_installed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "redis-server").write_text("#!/bin/sh\n")
    (tmp_path / "redis-server").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(redis, "install", lambda packages: pytest.fail(f"installs {packages}"))
    redis.main()
    assert str(tmp_path / "redis-server") in capsys.readouterr().out


def test_where_nothing_may_be_installed_the_tests_do_without_and_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(redis, "install", lambda packages: False)
    redis.main()
    assert "not ours to install: redis-server" in capsys.readouterr().out
