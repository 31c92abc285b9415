"""A marketing team's way: an account, a campaign from a template, edited, published, seen by a viewer."""

import io
import re
from pathlib import Path

import pytest
from oivis.testing import serve
from oivis.testing.page import StagePage
from PIL import Image

from e2e.test_access import check  # noqa: F401

SHOTS = Path(__file__).parents[2] / "build" / "screenshots"
PASSWORD = "a horse in the rain"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
TABLET = {"viewport": {"width": 1024, "height": 768}, "has_touch": True}
SIZES = {"phone": PHONE, "tablet": TABLET}
PAGES = {
    "list": "/studio",
    "edit": "/studio/c/spring",
    "share": "/studio/c/spring/share",
    "people": "/studio/people",
}


@pytest.fixture(scope="module")
def server(toy_models, tmp_path_factory):
    """A server with the toy models and nobody in its studio."""
    store = tmp_path_factory.mktemp("studio") / "store"
    with serve("--models", str(toy_models), "--store", str(store)) as server:
        yield server


@pytest.fixture
def opened(server, oivis_browsers, still_camera):
    """Open a page of the server in a browser of its own."""
    contexts = []

    def open(path, **context):
        made = oivis_browsers(still_camera).new_context(reduced_motion="reduce", **context)
        contexts.append(made)
        stage = StagePage(made.new_page(), server.url)
        stage.page.goto(server.url + path)
        return stage

    yield open
    for context in contexts:
        context.close()


def enter(page):
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button").filter(has_text=re.compile("Sign in|Make the account")).click()
    page.get_by_role("heading", name="Campaigns").wait_for()


def version(page):
    return int(page.get_by_role("heading", name="Preview of version").inner_text().split()[-1])


def red():
    made = io.BytesIO()
    Image.new("RGB", (240, 80), "#c01040").save(made, "PNG")
    return {"name": "Red Logo.png", "mimeType": "image/png", "buffer": made.getvalue()}


def test_a_team_makes_a_campaign_and_a_viewer_stands_in_it(server, opened):
    link = re.search(r"(/studio/join\?token=\S+)", server.printed())[1]
    stage = opened(link, **TABLET)
    page = stage.page
    enter(page)
    page.get_by_label("Product launch").check()
    page.get_by_label("Address").fill("spring")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("heading", name="Preview of version 1").wait_for()

    page.locator("[name='texts.en.tagline']").fill("Walk into <b>our</b> spring.")
    page.get_by_label("A picture, a video").set_input_files(red())
    page.get_by_role("button", name="Send").click()
    page.get_by_role("status").filter(has_text="red-logo.png can be chosen now.").wait_for(timeout=60_000)
    # What was being edited is still there, and the file can be chosen at once.
    assert page.locator("[name='texts.en.tagline']").input_value() == "Walk into <b>our</b> spring."
    page.get_by_role("button", name="Try it, unsaved").click()
    preview = page.frame_locator(".preview iframe")
    preview.get_by_role("heading", name="Walk into <b>our</b> spring.").wait_for()
    page.locator("[name='brand.logo']").select_option("red-logo.png")
    page.locator("[name='bindings.confirm']").select_option("photo")
    page.get_by_role("button", name="Save as version").click()
    page.get_by_role("heading", name="Preview of version 3").wait_for()

    assert preview.locator("#start-title").inner_text() == "Walk into <b>our</b> spring."
    assert (
        preview.locator(".brand-logo").evaluate("logo => logo.decode().then(() => logo.naturalWidth)") == 240
    )
    assert preview.locator("html").evaluate("() => self.crossOriginIsolated")

    page.get_by_role("link", name="Publish and share").click()
    page.get_by_role("button", name="Publish version 3").click()
    page.get_by_text("Version 3 is open.").wait_for()
    qr = page.get_by_alt_text("The link as a QR code")
    assert qr.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 0
    assert not [line for line in stage.console if "Content Security Policy" in line or "uncaught" in line]

    viewer = opened("/c/spring?lang=en", **PHONE)
    assert viewer.page.get_by_role("heading", level=1).inner_text() == "Walk into <b>our</b> spring."
    assert viewer.page.context.cookies() == []
    viewer.page.get_by_role("button", name="Start camera").click()
    viewer.wait_ready()
    viewer.page.keyboard.press("Enter")
    viewer.page.locator("#card").wait_for()


def test_the_studio_works_without_javascript(opened):
    page = opened("/studio/login", java_script_enabled=False, **TABLET).page
    enter(page)
    page.get_by_role("link", name="spring", exact=True).click()
    before = version(page)
    page.locator("[name='brand.name']").fill("")
    page.get_by_role("button", name="Save as version").click()
    assert "brand lacks 'name'" in page.get_by_role("alert").inner_text()
    page.locator("[name='brand.name']").fill("Plain")
    page.get_by_role("button", name="Save as version").click()
    page.get_by_role("heading", name=f"Preview of version {before + 1}").wait_for()
    page.get_by_label("A picture, a video").set_input_files(red())
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name=f"Preview of version {before + 2}").wait_for()


@pytest.mark.parametrize("size", SIZES)
def test_every_page_fits_and_can_be_read_by_everyone(opened, check, size):  # noqa: F811
    SHOTS.mkdir(parents=True, exist_ok=True)
    stage = opened("/studio/login", **SIZES[size])
    page = stage.page
    check(stage, "sign in")
    page.screenshot(path=SHOTS / f"{size}-studio-login.png")
    enter(page)
    for name, path in PAGES.items():
        page.goto(stage.url + path)
        content, window = page.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
        assert content <= window, f"{name} is {content} px wide on a screen of {window}"
        check(stage, name)
        page.emulate_media(color_scheme="dark" if name == "share" else "light")
        page.screenshot(path=SHOTS / f"{size}-studio-{name}.png", full_page=True)
