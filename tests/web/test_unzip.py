"""The page's reader of zips, in Node, on zips that Python wrote."""

import io
import zipfile

import pytest

from tests.node import run

READ = """
import { readFileSync } from "node:fs";
import { unzip } from "./unzip.js";
const files = [...unzip(new Uint8Array(readFileSync(0)))];
console.log(JSON.stringify(files.map(({ name, data }) => [name, Buffer.from(data).toString("hex")])));
"""


def unzip(content: bytes) -> dict[str, bytes]:
    """What the page reads out of a zip; RuntimeError with its words where it refuses."""
    return {name: bytes.fromhex(data) for name, data in run(READ, stdin=content)}


def zipped(members: dict[str, bytes], how: int = zipfile.ZIP_STORED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", how) as file:
        for name, content in members.items():
            # Without a name's own date these would be other tests in each process that runs some of them.
            file.writestr(zipfile.ZipInfo(name), content, how)
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
