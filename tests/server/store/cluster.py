"""A PostgreSQL of the tests' own, on a socket in a folder that nobody else uses."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def programs() -> Path | None:
    """Where initdb and postgres lie: on the path, or where Debian's package puts them."""
    found = shutil.which("initdb")
    places = (
        [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    )
    return next((place for place in places if (place / "postgres").exists()), None)


def other_user() -> str | None:
    """PostgreSQL does not run as root: who does it instead, or None where we are not root."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def cluster(place: Path) -> Iterator[str]:
    """Run one; give the address of its database."""
    folder = Path(tempfile.mkdtemp(prefix="oivis-pg-", dir="/tmp"))
    user = other_user()
    if user:
        shutil.chown(folder, user)
    as_user = {"user": user, "cwd": folder, "env": {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}}
    data = folder / "data"
    try:
        subprocess.run(
            [place / "initdb", "-D", data, "-U", "oivis", "-A", "trust", "-N", "-E", "UTF8"],
            check=True,
            capture_output=True,
            **as_user,
        )
        start = f"-k {folder} -c listen_addresses= -c shared_buffers=16MB"
        control = [place / "pg_ctl", "-D", data, "-l", folder / "log", "-w", "-t", "60"]
        subprocess.run([*control, "-o", start, "start"], check=True, stdout=subprocess.DEVNULL, **as_user)
        try:
            yield f"postgresql://oivis@/postgres?host={folder}"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], stdout=subprocess.DEVNULL, **as_user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
