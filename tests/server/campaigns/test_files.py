import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from server.campaigns.files import Files

WRITER = """
import sys
from pathlib import Path
from server.campaigns.files import Files
files = Files(Path(sys.argv[1]))
for number in range(100_000):
    print(files.put(number.to_bytes(4, "big") * 50_000), flush=True)
"""


def test_a_content_is_kept_once_under_its_sha256(tmp_path: Path) -> None:
    files = Files(tmp_path / "assets")
    sha256 = files.put(b"a picture")
    assert sha256 == hashlib.sha256(b"a picture").hexdigest() == files.put(b"a picture")
    assert files.read(sha256) == b"a picture"
    assert [path for path in (tmp_path / "assets").rglob("*") if path.is_file()] == [files.path(sha256)]


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "0" * 63, "0" * 64 + "\n", "/" * 64])
def test_what_is_no_sha256_is_no_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="is no sha256"):
        Files(tmp_path).path(name)


def test_a_content_that_the_disk_has_changed_is_not_given(tmp_path: Path) -> None:
    files = Files(tmp_path / "assets")
    sha256 = files.put(b"a picture")
    files.path(sha256).write_bytes(b"another")
    with pytest.raises(OSError, match="has changed on the disk"):
        files.read(sha256)


def test_a_full_disk_leaves_nothing_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    files = Files(tmp_path / "assets")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        files.put(b"a picture")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_what_was_acknowledged_is_whole_after_a_kill(tmp_path: Path) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path / "assets")], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout
    told = [writer.stdout.readline().strip() for _ in range(20)]
    writer.send_signal(signal.SIGKILL)
    told += [line.strip() for line in writer.stdout if len(line) == 65]
    writer.wait()
    files = Files(tmp_path / "assets")
    for sha256 in told:
        files.read(sha256)
    # What was not told is whole or has no name.
    for path in (tmp_path / "assets").rglob("*"):
        if path.is_file() and not path.name.startswith("."):
            files.read(path.name)
