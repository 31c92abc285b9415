"""What `oivis export` writes, on the plainest file host that there is: it sets no header of ours."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from oivis.testing import Server

OIVIS = Path(sys.executable).parent / "oivis"
# Not at the root: half of all file hosts give a folder.
FOLDER = "shop/spring"


def oivis(*words: object) -> str:
    done = subprocess.run([OIVIS, *map(str, words)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def file_host(folder: Path, port: int = 0) -> Iterator[tuple[subprocess.Popen, str]]:
    """Run `python -m http.server`; give its process and the address of `FOLDER` there."""
    command = [sys.executable, "-u", "-m", "http.server", str(port), "--bind", "127.0.0.1", "-d", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        said = process.stdout.readline()
        found = re.search(r"port (\d+)", said)
        assert found, said
        yield process, f"http://127.0.0.1:{found[1]}/{FOLDER}"
    finally:
        process.kill()
        process.wait()


@contextmanager
def serve_files(*options: str) -> Iterator[Server]:
    """In the place of `oivis.testing.serve`: the stage, and each campaign of ``--store``, as files."""
    words = list(options)
    kept = []
    if "--store" in words:
        at = words.index("--store")
        kept, words = words[at : at + 2], words[:at] + words[at + 2 :]
    with TemporaryDirectory(prefix="oivis-export-") as folder:
        home = Path(folder) / FOLDER
        oivis("export", "--out", home, *words)
        if kept:
            listed = oivis("campaign", "list", "--json", *kept).splitlines()
            for slug in [json.loads(line)["slug"] for line in listed]:
                oivis("export", slug, "--out", home / "c" / slug, *kept, *words)
        with file_host(Path(folder)) as (_, url):
            yield Server(url)
