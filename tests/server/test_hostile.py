"""Requests as no browser sends them, through a plain socket so that no client library tidies them up."""

import socket

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.server.small import SCRIPT


def ask(
    client: httpx.Client, target: bytes, method: bytes = b"GET", headers: bytes = b""
) -> tuple[int, bytes]:
    """Send a request line as it is; give the status and everything that came back."""
    assert client.base_url.port
    with socket.create_connection(("127.0.0.1", client.base_url.port), timeout=10) as connection:
        request = (
            method + b" " + target + b" HTTP/1.1\r\nhost: x\r\nconnection: close\r\n" + headers + b"\r\n"
        )
        connection.sendall(request)
        answer = b""
        while block := connection.recv(65536):
            answer += block
    return int(answer.split(b" ", 2)[1]), answer


PATHS = [
    b"{web}../../../../../../etc/passwd",
    b"{web}..%2f..%2f..%2fetc%2fpasswd",
    b"{web}%2e%2e/%2e%2e/assets.json",
    b"{web}..\\..\\assets.json",
    b"{web}%5c..%5cassets.json",
    b"{web}main.js%00.png",
    b"{web}main.js%00",
    b"{web}main.js/",
    b"{web}./main.js",
    b"{web}/main.js",
    b"{web}MAIN.JS",
    b"{web}main%2ejs%20",
    b"{web}",
    b"/assets//etc/passwd",
    b"//etc/passwd",
    b"/etc/passwd",
    b"/assets/files/assets.json",
    b"/assets/%c0%ae%c0%ae/assets.json",
    b"/assets/" + b"a" * 20_000,
    b"/assets/" + b"../" * 5_000,
    b"/simple/..%2f..%2fassets.json/",
    b"/simple/oivis",
    b"/sw.js/../assets.json",
    b"/ortweb/",
    b"/ortweb/../assets.json",
    b"/ortweb%2f..%2f..%2fassets.json",
    b"/ortweb/program.py",
    b"/.git/config",
    b"/?/../../etc/passwd".replace(b"?", b"%3f"),
]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path[:40].decode())
def test_no_spelling_of_a_path_leaves_the_site(
    client: httpx.Client, prefixes: dict[str, str], path: bytes
) -> None:
    status, answer = ask(client, path.replace(b"{web}", prefixes["web"].encode()))
    assert status == 404
    assert b"root:" not in answer
    assert b"br_bytes" not in answer
    assert b"Traceback" not in answer


def test_only_the_path_of_an_absolute_address_counts(client: httpx.Client, prefixes: dict[str, str]) -> None:
    status, _ = ask(client, b"http://elsewhere.example/etc/passwd")
    assert status == 404


@pytest.mark.parametrize("method", [b"POST", b"PUT", b"DELETE", b"PATCH"])
def test_the_page_of_the_bridge_takes_no_program_and_no_picture(client: httpx.Client, method: bytes) -> None:
    with_body, _ = ask(client, b"/ortweb", method, b"content-length: 5\r\n")
    without, _ = ask(client, b"/ortweb", method)
    assert (with_body, without) == (413, 405)


def test_what_is_asked_of_the_page_of_the_bridge_is_not_repeated(client: httpx.Client) -> None:
    status, answer = ask(client, b"/ortweb?lang=<script>alert(1)</script>&x=" + b"a" * 4000)
    assert status == 200
    assert b"alert" not in answer


@pytest.mark.parametrize("method", [b"BREW", b"get", b"CONNECT", b"A" * 300])
def test_a_method_nobody_knows_is_refused(client: httpx.Client, method: bytes) -> None:
    status, answer = ask(client, b"/", method)
    assert status in (400, 405)
    assert b"Traceback" not in answer


def test_a_body_that_never_comes_is_refused_at_once_where_leave_was_asked(client: httpx.Client) -> None:
    headers = b"content-length: 1000000000\r\nexpect: 100-continue\r\n"
    status, answer = ask(client, b"/", b"POST", headers)
    assert status == 413
    assert b"100 Continue" not in answer


@pytest.mark.parametrize(
    "headers",
    [
        b"range: bytes=0-" + b"9" * 4000 + b"\r\n",
        b"range: bytes=" + b"0-1," * 5000 + b"0-1\r\n",
        b"accept-encoding: \xff\r\n",
    ],
    ids=["huge", "many", "bytes"],
)
def test_odd_headers_do_not_crash(client: httpx.Client, prefixes: dict[str, str], headers: bytes) -> None:
    status, answer = ask(client, prefixes["media"].encode() + b"demo.webm", headers=headers)
    assert status < 500
    assert b"Traceback" not in answer


@settings(max_examples=150)
@given(
    st.lists(
        st.sampled_from(["..", ".", "%2e%2e", "%2f", "%5c", "\\", "main.js", "web", "files", "%00", "a"]),
        max_size=8,
    )
)
def test_only_the_exact_address_gives_a_file(
    client: httpx.Client, prefixes: dict[str, str], parts: list[str]
) -> None:
    status, answer = ask(client, (prefixes["web"] + "/".join(parts)).encode())
    assert (status == 200) == (parts == ["main.js"])
    assert (SCRIPT in answer) == (parts == ["main.js"])
