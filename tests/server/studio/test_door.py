import re

import httpx
import pytest
from starlette.routing import Route

from server.accounts.sessions import MOST_BY_NAME
from server.forms import LARGEST_FORM
from server.studio.routes import ROUTES
from tests.server.studio.maker import PASSWORD, Maker

POSTS = [
    route.path.replace("{slug}", "spring")
    for route in ROUTES
    if isinstance(route, Route) and "POST" in (route.methods or ())
]
LOOKS = [
    route.path.replace("{slug}", "spring").replace("{sha256}", "0" * 64).replace("{name}", "logo.png")
    for route in ROUTES
    if isinstance(route, Route) and "GET" in (route.methods or ())
]
# What everybody may change, their own account.
OWN = ("/studio/logout", "/studio/me", "/studio/language")
OPEN = ("/studio/login", "/studio/join")
SCRIPT = "<script>alert(1)</script>"


def cookie(answer: httpx.Response) -> str:
    return answer.headers.get("set-cookie", "")


def test_the_first_link_makes_an_owner_who_is_signed_in(studio: tuple[str, str]) -> None:
    maker = Maker(studio[0])
    assert "Make your account" in maker.get(f"/studio/join?token={studio[1]}").text
    maker.join(studio[1], "ada")
    page = maker.get("/studio")
    assert page.status_code == 200
    assert "Sign out ada" in page.text
    again = Maker(studio[0]).send("/studio/join", token=studio[1], name="eve", password=PASSWORD)
    assert again.status_code == 400
    assert "This link was used" in again.text


def test_a_session_begins_under_a_new_token_and_ends_with_signing_out(owner: Maker) -> None:
    maker = Maker(owner.base_url)
    maker.get("/studio/login")
    before = maker.client.cookies["oivis"]
    answer = maker.send("/studio/login", name="ada", password=PASSWORD)
    assert answer.status_code == 303
    kept = maker.client.cookies["oivis"]
    assert kept != before
    for part in ("HttpOnly", "SameSite=lax", "Path=/"):
        assert part in cookie(answer)
    assert "Secure" not in cookie(answer)
    maker.send("/studio/logout")
    # Gone from the server too, not from the browser alone.
    maker.client.cookies.set("oivis", kept)
    assert maker.client.get("/studio").headers["location"] == "/studio/login"


def test_another_password_ends_every_other_session(owner: Maker) -> None:
    other = Maker(owner.base_url)
    assert other.send("/studio/login", name="ada", password=PASSWORD).status_code == 303
    wrong = owner.send("/studio/me", before="not my password", password="rain on a green roof")
    assert wrong.status_code == 400 and "do not belong together" in wrong.text
    weak = owner.send("/studio/me", before=PASSWORD, password="short")
    assert weak.status_code == 400 and "12 to 200 characters" in weak.text
    assert other.client.get("/studio").status_code == 200
    answer = owner.send("/studio/me", before=PASSWORD, password="rain on a green roof")
    assert answer.status_code == 200 and "The password is changed" in answer.text
    # The session is another one now, and the forms of this page are of that one.
    found = re.search(r'name="form_token" value="([^"]*)"', answer.text)
    assert found and found[1] == owner.token()
    assert other.client.get("/studio").headers["location"] == "/studio/login"
    assert owner.get("/studio").status_code == 200
    assert other.send("/studio/login", name="ada", password=PASSWORD).status_code == 403
    assert other.send("/studio/login", name="ada", password="rain on a green roof").status_code == 303
    assert "change password" in owner.get("/studio/people").text


def test_with_tls_the_cookie_is_for_this_host_alone(shared: Maker) -> None:
    answer = httpx.get(
        f"{shared.base_url}/studio/login", headers={"x-forwarded-proto": "https"}, trust_env=False
    )
    assert cookie(answer).startswith("__Host-oivis=")
    assert "Secure" in cookie(answer)
    assert "Domain" not in cookie(answer)


def test_who_signs_out_everywhere_is_out_on_every_browser(owner: Maker) -> None:
    other = Maker(owner.base_url)
    other.send("/studio/login", name="ada", password=PASSWORD)
    owner.send("/studio/logout", everywhere="1")
    assert other.client.get("/studio").headers["location"] == "/studio/login"


def test_guessing_ends_soon(owner: Maker) -> None:
    eve = Maker(owner.base_url)
    for _ in range(MOST_BY_NAME):
        answer = eve.send("/studio/login", name="ada", password="a guess of mine")
        assert answer.status_code == 403
        assert "do not belong together" in answer.text
    assert "too many failures" in eve.send("/studio/login", name="ada", password=PASSWORD).text


@pytest.mark.parametrize("path", [path for path in LOOKS if path not in OPEN])
@pytest.mark.parametrize("session", ["", "x", "a" * 4000, "' OR 1=1 --", "%00"])
def test_a_forged_session_sees_nothing(shared: Maker, path: str, session: str) -> None:
    headers = {"cookie": f"oivis={session}"} if session else {}
    answer = httpx.get(shared.base_url + path, headers=headers, trust_env=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/studio/login"


@pytest.mark.parametrize("path", [path for path in POSTS if path not in OPEN])
def test_who_is_not_signed_in_changes_nothing(shared: Maker, path: str) -> None:
    assert Maker(shared.base_url).send(path).status_code == 401


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "https://evil.example", "sec-fetch-site": "same-origin"},
        {},
    ],
    ids=str,
)
def test_a_form_of_another_site_is_refused(shared: Maker, path: str, headers: dict[str, str]) -> None:
    answer = shared.client.post(path, data={"form_token": shared.token()}, headers=headers)
    assert answer.status_code == 403
    assert "another site" in answer.text


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("token", ["", "x", "é" * 30, "0" * 64])
def test_a_form_without_its_token_is_refused(shared: Maker, path: str, token: str) -> None:
    answer = shared.send(path, form_token=token)
    assert answer.status_code == 403
    assert "Load the page again" in answer.text


def test_the_token_of_another_session_is_refused(owner: Maker) -> None:
    foreign = owner.invite("editor", "bob").token()
    assert owner.send("/studio/people/invite", role="owner", form_token=foreign).status_code == 403


@pytest.mark.parametrize("path", POSTS)
def test_a_form_is_held_to_its_size(shared: Maker, path: str) -> None:
    most = 33_000_000 if path.endswith("/assets") else LARGEST_FORM
    content = b"form_token=" + b"a" * most
    headers = {"origin": shared.base_url, "content-type": "application/x-www-form-urlencoded"}
    try:
        answer = shared.client.post(path, content=content, headers=headers)
    except (httpx.NetworkError, httpx.RemoteProtocolError):
        # It hung up on what it would not read; the answer may be lost with the connection.
        return
    assert answer.status_code == 413


def test_a_form_of_no_said_length_is_refused(shared: Maker) -> None:
    headers = {"origin": shared.base_url, "content-type": "application/x-www-form-urlencoded"}
    answer = shared.client.post("/studio/login", content=iter([b"form_token=x"]), headers=headers)
    assert answer.status_code == 411


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "GET"])
def test_nothing_but_a_post_brings_anything(shared: Maker, method: str) -> None:
    headers = {"origin": shared.base_url}
    answer = shared.client.request(method, "/studio/new", content=b"picture", headers=headers)
    assert answer.status_code == 413


@pytest.mark.parametrize("kind", ["image/jpeg", "application/json", "text/plain", ""])
def test_what_is_no_form_is_refused(shared: Maker, kind: str) -> None:
    headers = {"origin": shared.base_url, "content-type": kind}
    assert shared.client.post("/studio/new", content=b"\xff\xd8 picture", headers=headers).status_code == 400


def test_a_broken_form_is_a_sentence_and_no_crash(shared: Maker) -> None:
    headers = {"origin": shared.base_url, "content-type": "multipart/form-data; boundary=x"}
    assert shared.client.post("/studio/new", content=b"--x\r\nbroken", headers=headers).status_code in (
        400,
        403,
    )
    headers["content-type"] = "application/x-www-form-urlencoded"
    many = b"&".join(b"f=1" for _ in range(5000))
    assert shared.client.post("/studio/new", content=many, headers=headers).status_code in (400, 403)


@pytest.mark.parametrize("path", [path for path in POSTS if path not in (*OPEN, *OWN)])
def test_who_may_only_look_changes_nothing(looker: Maker, path: str) -> None:
    answer = looker.send(path)
    assert answer.status_code == 403
    assert "Only one who is" in answer.text


def test_an_editor_lets_nobody_in(owner: Maker) -> None:
    editor = owner.invite("editor", "bob")
    assert editor.get("/studio/people").status_code == 403
    assert editor.send("/studio/people/invite", role="owner").status_code == 403


def test_an_owner_changes_and_closes_accounts_and_reads_what_was_done(owner: Maker) -> None:
    bob = owner.invite("viewer", "bob")
    owner.send("/studio/people/change", id="2", role="editor")
    assert bob.send("/studio/new", template="launch", slug="spring").status_code == 303
    owner.send("/studio/people/change", id="2", role="editor", close="1")
    assert bob.client.get("/studio").headers["location"] == "/studio/login"
    page = owner.get("/studio/people").text
    for said in ("spring, version 1", "bob: editor", "sign in"):
        assert said in page


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 30, "٣", "1 OR 1"])
def test_an_account_that_is_not_there_is_not_changed(shared: Maker, number: str) -> None:
    answer = shared.send("/studio/people/change", id=number, role="viewer")
    assert answer.status_code == 403
    assert "There is no such account" in answer.text


@pytest.mark.parametrize("path", OPEN)
def test_a_script_in_the_forms_at_the_door_is_only_read(studio: tuple[str, str], path: str) -> None:
    answer = Maker(studio[0]).send(path, name=SCRIPT, password=SCRIPT, token=SCRIPT)
    assert answer.status_code in (400, 403)
    assert SCRIPT not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_no_page_of_the_studio_lies_in_a_frame_but_the_preview(owner: Maker) -> None:
    owner.send("/studio/new", template="launch", slug="spring")
    for path in LOOKS:
        policy = owner.client.get(path).headers["content-security-policy"]
        wanted = "'self'" if path.endswith("/preview") else "'none'"
        assert f"frame-ancestors {wanted}" in policy
        assert "unsafe-inline" not in policy


@pytest.mark.parametrize("path", [path for path in LOOKS if "{" not in path])
def test_no_script_of_this_origin_comes_by_the_token(shared: Maker, path: str) -> None:
    answer = shared.client.get(path, headers={"sec-fetch-dest": "empty", "sec-fetch-site": "same-origin"})
    assert "form_token" not in answer.text
    assert (
        path not in ("/studio", "/studio/login", "/studio/join", "/studio/people")
        or answer.status_code == 403
    )


def test_a_server_that_keeps_nothing_has_no_studio(client: httpx.Client) -> None:
    assert "--store" in client.get("/studio").text
