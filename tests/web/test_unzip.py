"""The page's reader of zips, in Node, on zips that Python wrote."""

import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NODE = shutil.which("node", path=f"{ROOT / '.venv' / 'bin'}:/usr/local/bin:/usr/bin")
READ = """
import { readFileSync } from "node:fs";
import { unzip } from "./web/unzip.js";
const files = [...unzip(new Uint8Array(readFileSync(0)))];
console.log(JSON.stringify(files.map(({ name, data }) => [name, Buffer.from(data).toString("hex")])));
"""


def unzip(content: bytes) -> dict[str, bytes]:
    """What the page reads out of a zip; RuntimeError with its words where it refuses."""
    assert NODE, "no node; run make"
    command = [NODE, "--input-type=module", "-e", READ]
    done = subprocess.run(command, input=content, capture_output=True, cwd=ROOT, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.decode())
    return {name: bytes.fromhex(data) for name, data in json.loads(done.stdout)}


def zipped(members: dict[str, bytes], how: int = zipfile.ZIP_STORED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", how) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return target.getvalue()


def test_every_member_comes_out_as_it_went_in() -> None:
    members = {"a/b.pyc": bytes(range(256)), "empty": b"", "a/ünïcode.txt": b"x" * 70_000}
    assert unzip(zipped(members)) == members
    assert unzip(zipped({})) == {}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no zip"),
        (b"PK" * 40, "no zip"),
        (zipped({"a": b"abc"})[:-5], "no zip"),
        (zipped({"a": b"a" * 99}, zipfile.ZIP_DEFLATED), "a is compressed"),
        (zipped({"a": b"abc"}).replace(b"PK\x01\x02", b"PK\x09\x09"), "directory is damaged"),
    ],
)
def test_what_is_no_such_zip_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(RuntimeError, match=why):
        unzip(content)
