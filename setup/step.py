"""What the steps share: places, a title, a progress bar, and a failure that says what to do.

The first step runs before anything is installed, perhaps by an old Python: only the standard library here.
"""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
CACHE = BUILD / "cache"
PYTHON = ROOT / ".venv" / "bin" / "python"


class StepError(Exception):
    """A step failed: what went wrong, and what to do."""

    def __init__(self, what: str, then: str) -> None:
        super().__init__(f"{what}\n{then}")


@contextmanager
def _alone() -> Iterator[None]:
    """Let one step at a time write under build/, also where `make` runs twice."""
    import fcntl

    BUILD.mkdir(exist_ok=True)
    with (BUILD / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("   waiting for another set-up of this folder to end", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run(title: str, step: Callable[[], None]) -> None:
    """Run a step; end with its sentences and exit code 1 if it fails."""
    print(f"-- {title}", flush=True)
    try:
        with _alone():
            step()
    except StepError as error:
        sys.exit(f"\n{error}")
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        sys.exit("\nThe disk is full.\nSet-up needs about 3 GB: free some space and run make again.")
    except KeyboardInterrupt:
        sys.exit("\nStopped. Run make again: it goes on where it stopped.")


def call(command: list[str], then: str, env: dict[str, str] | None = None, quiet: bool = False) -> None:
    """Run a program and show what it prints; with `quiet` only if it fails.

    Raises
    ------
    StepError
        If it fails; `then` says what to do.
    """
    pipe = subprocess.PIPE if quiet else None
    try:
        done = subprocess.run(
            command, cwd=ROOT, check=False, env=env, stdout=pipe, stderr=subprocess.STDOUT if quiet else None
        )
    except FileNotFoundError as error:
        raise StepError(f"`{command[0]}` is not on this machine.", then) from error
    if done.returncode:
        sys.stdout.write((done.stdout or b"").decode(errors="replace"))
        raise StepError(f"`{' '.join(command)}` failed with exit code {done.returncode}.", then)


def install(packages: list[str]) -> bool:
    """Install Debian packages where that is possible (root on Debian); tell whether it was."""
    if os.geteuid() != 0 or not Path("/etc/debian_version").exists():
        return False
    then = "Is there a network? Try: apt-get update"
    unasked = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    print(f"   installing {' '.join(packages)}", flush=True)
    call(["apt-get", "update"], then, unasked, quiet=True)
    call(["apt-get", "install", "-y", "--no-install-recommends", *packages], then, unasked, quiet=True)
    return True


@contextmanager
def progress(label: str, total: float | None) -> Iterator[Callable[[float], None]]:
    """Show a bar.

    Yields
    ------
    callable
        Takes the amount done since the last call, in the unit of `total` (bytes, files, frames).
    """
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("   {task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns) as bars:
        task = bars.add_task(label, total=total)
        yield lambda amount: bars.advance(task, amount)
