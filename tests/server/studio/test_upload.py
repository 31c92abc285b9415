import io
import re

import av
import httpx
import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from server.campaigns.wrong import WrongError
from server.forms import LARGEST_UPLOAD
from server.studio.upload import name_of
from tests.server.studio.maker import Maker
from tests.server.studio.test_campaigns import begin
from tests.server.test_hostile import ask

CUBE = b"LUT_1D_SIZE 2\n1 0 0\n1 0 0\n"


def png(width: int = 30, height: int = 20) -> bytes:
    made, about = io.BytesIO(), PngImagePlugin.PngInfo()
    about.add_text("Author", "a secret of mine")
    Image.new("RGB", (width, height), "red").save(made, "PNG", pnginfo=about)
    return made.getvalue() + b"<script>alert(1)</script>"


def mp4() -> bytes:
    made = io.BytesIO()
    with av.open(made, "w", format="mp4") as target:
        stream = target.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for _ in range(5):
            frame = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")
            target.mux(stream.encode(frame))
        target.mux(stream.encode())
    return made.getvalue()


def upload(maker: Maker, name: str, content: bytes, slug: str = "spring") -> httpx.Response:
    return maker.client.post(
        f"/studio/c/{slug}/assets",
        data={"form_token": maker.token()},
        files={"file": (name, content)},
        headers={"origin": maker.base_url},
        timeout=60,
    )


@pytest.fixture(scope="module")
def maker(shared: Maker) -> Maker:
    begin(shared)
    return shared


def test_a_picture_is_cleaned_and_can_be_chosen(owner: Maker) -> None:
    begin(owner)
    answer = upload(owner, "My Logo!.PNG", png())
    assert answer.headers["location"] == "/studio/c/spring#files"
    page = owner.get("/studio/c/spring").text
    assert "Preview of version 2" in page
    assert '<option value="my-logo.png">my-logo.png</option>' in page
    found = re.search(r'src="([^"]*/my-logo.png)"', page)
    assert found
    kept = owner.get(found[1])
    assert Image.open(io.BytesIO(kept.content)).size == (30, 20)
    assert b"secret" not in kept.content
    assert b"script" not in kept.content


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [("clip.mp4", mp4(), "clip.webm"), ("look.cube", CUBE, "look.cube")],
    ids=["video", "table"],
)
def test_videos_and_tables_are_taken_too(maker: Maker, name: str, content: bytes, kept: str) -> None:
    assert upload(maker, name, content).status_code == 303
    assert kept in maker.get("/studio/c/spring").text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("logo.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("logo.png", b""),
        ("logo.png", png()[:60]),
        ("logo.jpg", png()),
        ("clip.mp4", mp4()[:300]),
        ("clip.webm", b"#EXTM3U\nhttp://127.0.0.1/secret"),
        ("look.cube", b"LUT_3D_SIZE 999999\n"),
        ("page.html", b"<script>alert(1)</script>"),
        ("bomb.png", png(7000, 7000)),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else len(value),
)
def test_what_is_not_what_it_says_is_refused_and_nothing_is_kept(
    maker: Maker, name: str, content: bytes
) -> None:
    before = maker.get("/studio/c/spring").text.count("<li>")
    answer = upload(maker, name, content)
    assert answer.status_code == 400
    assert '<p class="wrong">' in answer.text
    assert maker.get("/studio/c/spring").text.count("<li>") == before


def test_an_upload_is_held_to_its_size_before_it_is_read(maker: Maker) -> None:
    headers = f"origin: http://x\r\nexpect: 100-continue\r\ncontent-length: {LARGEST_UPLOAD + 1}\r\n"
    status, answer = ask(maker.client, b"/studio/c/spring/assets", b"POST", headers.encode())
    assert status == 413
    assert b"100 Continue" not in answer
    assert str(LARGEST_UPLOAD).encode() in answer


def test_an_upload_needs_a_file_a_token_a_campaign_and_a_role(maker: Maker, looker: Maker) -> None:
    assert maker.send("/studio/c/spring/assets").status_code == 400
    assert upload(maker, "a.png", png(), slug="nothing").status_code == 404
    assert upload(looker, "a.png", png()).status_code == 403
    assert upload(Maker(maker.base_url), "a.png", png()).status_code == 401
    forged = maker.client.post(
        "/studio/c/spring/assets",
        data={"form_token": "0" * 64},
        files={"file": ("a.png", png())},
        headers={"origin": maker.base_url},
    )
    assert forged.status_code == 403


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Logo.PNG", "logo.png"),
        ("../../etc/passwd.png", "passwd.png"),
        ("C:\\My Files\\Bild 1.jpeg", "bild-1.jpg"),
        ("图片.webp", "file.webp"),
        ("a" * 300 + ".mov", "a" * 60 + ".webm"),
        ("--x--.cube", "x.cube"),
    ],
)
def test_a_file_gets_a_name_that_a_campaign_can_write(given: str, name: str) -> None:
    assert name_of(given) == name


def test_a_file_that_nothing_shows_can_be_taken_out_and_older_versions_keep_it(owner: Maker) -> None:
    begin(owner)
    assert upload(owner, "old.png", png()).status_code == 303
    assert "Take out old.png" in owner.get("/studio/c/spring").text
    answer = owner.send("/studio/c/spring/assets/out", name="old.png")
    assert answer.status_code == 303
    assert "old.png" not in owner.get("/studio/c/spring").text
    # Going back to the version before brings it again.
    assert owner.send("/studio/c/spring/undo", version="2", after="3").status_code == 303
    assert "Take out old.png" in owner.get("/studio/c/spring").text


def test_a_file_that_is_shown_is_not_taken_out(owner: Maker) -> None:
    begin(owner)
    page = owner.get("/studio/c/spring").text
    shown = re.findall(r'<option value="[^"]+" selected>([a-z0-9-]+\.(?:png|jpg|webp))</option>', page)
    assert shown
    answer = owner.send("/studio/c/spring/assets/out", name=shown[0])
    assert answer.status_code == 400 and f"The campaign shows {shown[0]}" in answer.text
    assert f"Take out {shown[0]}" not in page


@pytest.mark.parametrize("name", ["", "none.png", "../logo.png", "<script>"])
def test_a_file_that_is_not_there_is_named(owner: Maker, name: str) -> None:
    begin(owner)
    answer = owner.send("/studio/c/spring/assets/out", name=name)
    assert answer.status_code == 400 and "has no file" in answer.text
    assert "<script>" not in answer.text


@pytest.mark.parametrize("given", ["", ".png", "png", "a.svg", "a.png.exe", "a.png\x00", "a.gif", "\ud800"])
def test_other_kinds_of_files_are_named(given: str) -> None:
    with pytest.raises(WrongError, match=r"right would be \.png"):
        name_of(given)
