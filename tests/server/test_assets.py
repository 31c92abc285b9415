import os
from pathlib import Path

import brotli
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers
from starlette.responses import FileResponse

from server.assets import SMALL, matches, respond
from server.site import Asset
from tests.server.small import CLIP, SCRIPT


def test_a_file_is_for_ever_and_of_its_own_type(client: httpx.Client, prefixes: dict[str, str]) -> None:
    response = client.get(prefixes["web"] + "main.js")
    assert response.content == SCRIPT
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_brotli_comes_to_who_takes_it_and_decodes_to_the_file(
    client: httpx.Client, prefixes: dict[str, str]
) -> None:
    with client.stream(
        "GET", prefixes["web"] + "main.js", headers={"accept-encoding": "gzip, br"}
    ) as response:
        sent = b"".join(response.iter_raw())
    assert response.headers["content-encoding"] == "br"
    assert response.headers["vary"] == "accept-encoding"
    assert int(response.headers["content-length"]) == len(sent) < len(SCRIPT)
    assert brotli.decompress(sent) == SCRIPT


def test_the_two_forms_of_a_file_have_different_tags(client: httpx.Client, prefixes: dict[str, str]) -> None:
    tags = {
        client.get(prefixes["web"] + "main.js", headers={"accept-encoding": coding}).headers["etag"]
        for coding in ("identity", "br")
    }
    assert len(tags) == 2


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_who_has_the_file_hears_304(client: httpx.Client, prefixes: dict[str, str], form: str) -> None:
    path = prefixes["web"] + "main.js"
    etag = client.get(path).headers["etag"]
    response = client.get(path, headers={"if-none-match": form.format(etag)})
    assert response.status_code == 304
    assert response.content == b""
    assert response.headers["etag"] == etag


def test_who_has_another_file_gets_this_one(client: httpx.Client, prefixes: dict[str, str]) -> None:
    assert client.get(prefixes["web"] + "main.js", headers={"if-none-match": '"other"'}).content == SCRIPT


@given(st.text())
def test_no_other_header_matches_a_tag(header: str) -> None:
    etag = '"3f786850e387550fdab836ed7e6dc881"'
    assert matches(header, etag) == (etag in header or "*" in {part.strip() for part in header.split(",")})


@pytest.mark.parametrize(
    ("wanted", "start", "end"),
    [("0-9", 0, 10), ("100-", 100, 2048), ("-5", 2043, 2048), ("2000-9999", 2000, 2048)],
)
def test_a_player_gets_the_range_it_asks_for(
    client: httpx.Client, prefixes: dict[str, str], wanted: str, start: int, end: int
) -> None:
    response = client.get(prefixes["media"] + "demo.webm", headers={"range": f"bytes={wanted}"})
    assert response.status_code == 206
    assert response.content == CLIP[start:end]
    assert response.headers["content-range"] == f"bytes {start}-{end - 1}/{len(CLIP)}"
    assert response.headers["content-type"] == "video/webm"


def test_a_range_is_of_the_plain_file(client: httpx.Client, prefixes: dict[str, str]) -> None:
    headers = {"range": "bytes=0-5", "accept-encoding": "br"}
    response = client.get(prefixes["web"] + "main.js", headers=headers)
    assert response.content == SCRIPT[:6]
    assert "content-encoding" not in response.headers


def test_a_range_of_an_older_file_gives_the_whole_new_one(
    client: httpx.Client, prefixes: dict[str, str]
) -> None:
    headers = {"range": "bytes=0-5", "if-range": '"older"'}
    assert client.get(prefixes["media"] + "demo.webm", headers=headers).content == CLIP


def test_head_tells_the_size_and_sends_nothing(client: httpx.Client, prefixes: dict[str, str]) -> None:
    response = client.head(prefixes["media"] + "demo.webm")
    assert response.content == b""
    assert int(response.headers["content-length"]) == len(CLIP)
    assert response.headers["accept-ranges"] == "bytes"


def test_a_small_file_is_held_and_read_anew_when_it_has_changed(tmp_path: Path) -> None:
    path = tmp_path / "glow.frag"
    for at, content in enumerate((b"first", b"other")):
        path.write_bytes(content)
        os.utime(path, ns=(at, at))
        assert bytes(respond(Asset(path, "", "text/plain"), Headers({}), "no-cache").body) == content
    path.write_bytes(bytes(SMALL + 1))
    assert isinstance(respond(Asset(path, "", "text/plain"), Headers({}), "no-cache"), FileResponse)


def test_a_file_of_another_build_is_gone_and_says_so(client: httpx.Client) -> None:
    response = client.get("/assets/web/0123456789abcdef/main.js")
    assert response.status_code == 404
    assert "Load the page again" in response.text
    assert "immutable" not in response.headers["cache-control"]
