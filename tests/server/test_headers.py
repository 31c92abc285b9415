import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from server.app import ROUTES
from server.headers import (
    ALLOWED,
    DENIED,
    SecureHeaders,
    page_policy,
    public_headers,
    secure_headers,
    studio_headers,
)
from server.settings import Settings
from tests.server.small import serving

ASKED = {
    "/": [("GET", "/", 200)],
    "/ortweb": [("GET", "/ortweb", 200), ("POST", "/ortweb", 405)],
    "/healthz": [("GET", "/healthz", 200), ("DELETE", "/healthz", 405)],
    "/sw.js": [("GET", "/sw.js", 200)],
    "/embed.js": [("GET", "/embed.js", 200), ("POST", "/embed.js", 405)],
    "/favicon.ico": [("GET", "/favicon.ico", 404)],
    "/simple/": [("GET", "/simple/", 200)],
    "/simple/{name}/": [("GET", "/simple/oivis/", 200), ("GET", "/simple/other/", 404)],
    "/ort/{name}": [
        ("GET", "/ort/ort.wasm.min.mjs", 200),
        ("GET", "/ort/index.html", 404),
        ("GET", "/ort/..%2fweb%2fmain.js", 404),
        ("POST", "/ort/ort.wasm.min.mjs", 405),
    ],
    "/assets/{path:path}": [
        ("GET", "{web}main.js", 200),
        ("HEAD", "{web}main.js", 200),
        ("GET", "/assets/", 404),
    ],
    "/plugins/{sha256}/{name}": [("GET", "/plugins/0/none.whl", 404)],
    "/plugin/saved": [("GET", "/plugin/saved", 404)],
    "/campaign.schema.json": [("GET", "/campaign.schema.json", 200)],
    "/play": [("GET", "/play", 200)],
    "/play/{code}": [("GET", "/play/AAAAAA", 200), ("GET", "/play/aaaaaa", 404)],
    "/rooms/{code}/qr.svg": [("GET", "/rooms/AAAAAA/qr.svg", 200), ("GET", "/rooms/new/qr.svg", 404)],
    "/rooms/{code}": [("GET", "/rooms/AAAAAA", 404)],
    "/c/{slug}": [("GET", "/c/nothing", 404)],
    "/c/{slug}/figures": [("GET", "/c/nothing/figures", 405), ("POST", "/c/nothing/figures", 403)],
    "/figures": [("GET", "/figures", 200), ("POST", "/figures", 405)],
    "/c/{slug}/{sha256}/{name}": [("GET", "/c/nothing/0/logo.png", 404)],
    "/studio": [("GET", "/studio", 404)],
    "/studio/login": [("GET", "/studio/login", 404), ("POST", "/studio/login", 403)],
    "/studio/join": [("GET", "/studio/join", 404), ("POST", "/studio/join", 403)],
    "/studio/logout": [("GET", "/studio/logout", 405)],
    "/studio/language": [("POST", "/studio/language", 403)],
    "/studio/figures": [("GET", "/studio/figures", 404)],
    "/studio/c/{slug}/check": [("POST", "/studio/c/nothing/check", 403)],
    "/studio/me": [("GET", "/studio/me", 404), ("POST", "/studio/me", 403)],
    "/studio/people": [("GET", "/studio/people", 404)],
    "/studio/people/invite": [("POST", "/studio/people/invite", 403)],
    "/studio/people/change": [("POST", "/studio/people/change", 403)],
    "/studio/new": [("POST", "/studio/new", 403)],
    "/studio/c/{slug}": [("GET", "/studio/c/nothing", 404), ("POST", "/studio/c/nothing", 403)],
    "/studio/c/{slug}/preview": [
        ("GET", "/studio/c/nothing/preview", 404),
        ("POST", "/studio/c/nothing/preview", 403),
    ],
    "/studio/c/{slug}/assets": [("POST", "/studio/c/nothing/assets", 403)],
    "/studio/c/{slug}/assets/out": [("POST", "/studio/c/nothing/assets/out", 403)],
    "/studio/c/{slug}/assets/{sha256}/{name}": [("GET", "/studio/c/nothing/assets/0/logo.png", 404)],
    "/studio/c/{slug}/figures": [("GET", "/studio/c/nothing/figures", 404)],
    "/studio/c/{slug}/figures.csv": [("GET", "/studio/c/nothing/figures.csv", 404)],
    "/studio/c/{slug}/share": [("GET", "/studio/c/nothing/share", 404)],
    "/studio/c/{slug}/site.zip": [("GET", "/studio/c/nothing/site.zip", 404)],
    "/studio/c/{slug}/qr.svg": [("GET", "/studio/c/nothing/qr.svg", 404)],
    "/studio/c/{slug}/publish": [("POST", "/studio/c/nothing/publish", 403)],
    "/studio/c/{slug}/unpublish": [("POST", "/studio/c/nothing/unpublish", 403)],
    "/studio/c/{slug}/undo": [("POST", "/studio/c/nothing/undo", 403)],
    "/studio/c/{slug}/duplicate": [("POST", "/studio/c/nothing/duplicate", 403)],
    "/studio/c/{slug}/archive": [("POST", "/studio/c/nothing/archive", 403)],
}


def policy(headers: httpx.Headers) -> dict[str, str]:
    directives = (part.strip().partition(" ") for part in headers["content-security-policy"].split(";"))
    return {name: value for name, _, value in directives}


def is_locked(response: httpx.Response) -> bool:
    path = response.request.url.path
    wanted = studio_headers() if path.startswith("/studio") else secure_headers("'none'")
    if path.startswith(("/embed.js", "/simple/", "/ort/", "/assets/wheels/", "/assets/ort/")):
        wanted = public_headers("'none'")
    if path.endswith("/preview"):
        wanted = secure_headers("'self'")
    return wanted.items() <= dict(response.headers).items()


def test_every_route_is_asked_here() -> None:
    assert {route.path for route in ROUTES} == set(ASKED)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("method", "path", "status"), [case for cases in ASKED.values() for case in cases])
def test_every_response_carries_the_headers(
    client: httpx.Client, prefixes: dict[str, str], method: str, path: str, status: int
) -> None:
    response = client.request(method, path.format(**prefixes))
    assert response.status_code == status
    assert is_locked(response)


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"range": "bytes=99999-"}, 416), ({"range": "lines=1-2"}, 400), ({"if-none-match": "*"}, 304)],
)
def test_answers_without_a_file_carry_the_headers(
    client: httpx.Client, prefixes: dict[str, str], headers: dict[str, str], status: int
) -> None:
    response = client.get(prefixes["media"] + "demo.webm", headers=headers)
    assert response.status_code == status
    assert is_locked(response)


def test_pages_of_other_origins_may_fetch_the_index_the_wheels_and_the_runtime_alone(
    client: httpx.Client, prefixes: dict[str, str]
) -> None:
    asked = {"origin": "https://notebook.example"}
    public = [
        "/embed.js",
        "/simple/",
        "/simple/other/",
        "/ort/ort.wasm.min.mjs",
        prefixes["wheels"] + "oivis.whl",
    ]
    own = [
        "/",
        "/ortweb",
        "/healthz",
        "/simple",
        "/ort",
        "/studio",
        prefixes["web"] + "main.js",
        "/plugin/saved",
    ]
    for path in public:
        headers = client.get(path, headers=asked).headers
        assert headers["access-control-allow-origin"] == "*"
        assert headers["cross-origin-resource-policy"] == "cross-origin"
        # With it a browser would send cookies along and show the answer.
        assert "access-control-allow-credentials" not in headers
    for path in own:
        headers = client.get(path, headers=asked).headers
        assert "access-control-allow-origin" not in headers
        assert headers["cross-origin-resource-policy"] == "same-origin"


def test_a_crash_carries_the_headers_and_tells_nothing() -> None:
    def broken(request: object) -> None:
        raise RuntimeError("a secret of the machine")

    with serving(SecureHeaders(Starlette(routes=[Route("/", broken)]), "'none'")) as client:
        response = client.get("/")
    assert response.status_code == 500
    assert is_locked(response)
    assert "secret" not in response.text


def test_nothing_unsafe_is_allowed_and_nothing_from_elsewhere(client: httpx.Client) -> None:
    directives = policy(client.get("/").headers)
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert directives["connect-src"] == "'self'"
    for value in directives.values():
        assert not re.search(r"'unsafe-|https?:|\*", value)


def test_the_page_may_be_framed_only_by_those_named(
    site: Path, serve: Callable[[Settings], httpx.Client]
) -> None:
    client = serve(Settings(site, frame_ancestors="'self' https://shop.example"))
    assert policy(client.get("/healthz").headers)["frame-ancestors"] == "'self' https://shop.example"


def test_the_page_may_talk_to_the_streaming_servers_that_are_named_and_to_no_other(
    site: Path, serve: Callable[[Settings], httpx.Client]
) -> None:
    origins = ("https://live.example", "http://127.0.0.1:8889")
    page = serve(Settings(site, whip=origins)).get("/")
    assert policy(page.headers)["connect-src"] == "'self' https://live.example http://127.0.0.1:8889"
    assert 'id="publish"' in page.text


def test_without_a_streaming_server_there_is_no_control_for_one(client: httpx.Client) -> None:
    assert "publish" not in re.sub(r"data-config=\"[^\"]*\"", "", client.get("/").text)


def test_camera_is_the_pages_own_and_no_power_is_both_allowed_and_denied(client: httpx.Client) -> None:
    permissions = client.get("/").headers["permissions-policy"].split(", ")
    assert "camera=(self)" in permissions
    assert "geolocation=()" in permissions
    assert not set(ALLOWED) & set(DENIED)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_no_address_takes_a_body(client: httpx.Client, prefixes: dict[str, str], method: str) -> None:
    for path in ["/", "/healthz", "/simple/oivis/", prefixes["web"] + "main.js", "/nothing/here"]:
        response = client.request(method, path, content=b"\xff\xd8 a picture")
        assert response.status_code == 413
        assert is_locked(response)


def test_a_body_of_unknown_length_is_refused_too(client: httpx.Client) -> None:
    response = client.request("POST", "/", content=iter([b"a", b"b"]))
    assert response.status_code == 413


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
def test_only_get_and_head_are_answered(client: httpx.Client, method: str) -> None:
    response = client.request(method, "/")
    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD"}
    assert is_locked(response)


def test_on_a_file_host_the_service_worker_adds_the_policy_that_a_page_of_files_carries() -> None:
    worker = Path(__file__).parents[2] / "web" / "sw.js"
    assert f'"{page_policy()}"' in worker.read_text(encoding="utf-8")
