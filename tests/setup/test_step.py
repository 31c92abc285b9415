import errno
import sys

import pytest

from setup import step
from setup.step import StepError, call, run


def test_a_step_that_fails_says_what_to_do_and_ends_with_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    def failing() -> None:
        raise StepError("The wheel did not come.", "Is there a network?")

    with pytest.raises(SystemExit) as ended:
        run("Pyodide", failing)
    assert ended.value.code == "\nThe wheel did not come.\nIs there a network?"
    assert "-- Pyodide" in capsys.readouterr().out


def test_a_full_disk_is_named() -> None:
    def failing() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(SystemExit) as ended:
        run("Site", failing)
    assert "free some space and run make again" in str(ended.value.code)


def test_any_other_failure_is_shown_whole() -> None:
    def failing() -> None:
        raise OSError(errno.EIO, "Input/output error")

    with pytest.raises(OSError, match="Input/output"):
        run("Site", failing)


def test_a_program_that_fails_or_is_missing_comes_with_advice() -> None:
    with pytest.raises(StepError, match=r"exit code 3[\s\S]*try this"):
        call([sys.executable, "-c", "raise SystemExit(3)"], "try this")
    with pytest.raises(StepError, match=r"not on this machine[\s\S]*try this"):
        call(["oivis-no-such-program"], "try this")


def test_a_quiet_program_is_heard_only_when_it_fails(capfd: pytest.CaptureFixture[str]) -> None:
    call([sys.executable, "-c", "print('fine')"], "", quiet=True)
    assert capfd.readouterr().out == ""
    with pytest.raises(StepError):
        call([sys.executable, "-c", "print('the cause'); raise SystemExit(1)"], "", quiet=True)
    assert "the cause" in capfd.readouterr().out


def test_packages_are_installed_only_by_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step.os, "geteuid", lambda: 1000)
    assert not step.install(["chromium"])
