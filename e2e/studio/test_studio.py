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
TABLET = {"viewport": {"width": 1180, "height": 820}, "has_touch": True}
UPRIGHT = {"viewport": {"width": 820, "height": 1180}, "has_touch": True}
SIZES = {"phone": PHONE, "tablet": TABLET, "upright": UPRIGHT}
LANGUAGES = {"en": "en", "zh": "zh-Hans"}
PAGES = {
    "list": "/studio",
    "edit": "/studio/c/spring",
    "share": "/studio/c/spring/share",
    "figures": "/studio/c/spring/figures",
    "people": "/studio/people",
    "me": "/studio/me",
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
    page.locator("[name=name]").fill("ada")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("button.primary").click()
    page.locator("#list").wait_for()


def speak(page, language):
    """Speak a language, whichever it was."""
    button = page.locator(f".who button[name=language][value={language}]")
    if button.count():
        button.click()
        page.locator(f"html[lang={LANGUAGES[language]}]").wait_for()


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

    # The preview is another page now, whose script writes the title once it runs.
    preview.get_by_role("heading", name="Walk into <b>our</b> spring.").wait_for()
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
    assert '"Brand > Name" is empty' in page.get_by_role("alert").inner_text()
    page.locator("[name='brand.name']").fill("Plain")
    page.get_by_role("button", name="Save as version").click()
    page.get_by_role("heading", name=f"Preview of version {before + 1}").wait_for()
    page.get_by_label("A picture, a video").set_input_files(red())
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name=f"Preview of version {before + 2}").wait_for()


def test_what_is_wrong_is_said_while_it_is_typed_and_saving_keeps_the_place(opened):
    stage = opened("/studio/login", **TABLET)
    page = stage.page
    enter(page)
    page.goto(stage.url + "/studio/c/spring")
    page.evaluate("window.isTheSame = true")
    before = version(page)
    contact, beside = page.locator("[name=privacy_contact]"), page.locator("#wrong-privacy_contact")
    contact.fill("nobody")
    beside.filter(has_text="Contact for privacy\" is 'nobody'").wait_for()
    page.locator("[name=privacy_contact][aria-invalid=true]").wait_for()
    # A filter's settings come with it, and what was typed elsewhere stays.
    row = page.locator("#filters fieldset").count() - 1
    page.locator(f"[name='chain.{row}.filter']").select_option("painterly")
    page.locator(f"[name='chain.{row}.params.brush']").wait_for()
    assert contact.input_value() == "nobody"
    page.locator("#save").click()
    page.get_by_role("heading", name="Not saved yet").wait_for()
    contact.fill("team@shop.example")
    beside.wait_for(state="hidden")
    page.locator("[name=privacy_contact]:not([aria-invalid])").wait_for()
    # The Enter key saves, as it does without htmx, and the caret stays in its field.
    held = []
    page.route("**/studio/c/spring", lambda route: held.append(route))
    contact.press("Enter")
    page.locator("#save.htmx-request").wait_for()
    # Its answer takes the form's place: nothing is typed that would be gone with it.
    contact.press("x")
    assert contact.input_value() == "team@shop.example"
    held[0].continue_()
    page.unroute("**/studio/c/spring")
    page.get_by_role("heading", name=f"Preview of version {before + 1}").wait_for()
    assert page.evaluate("document.activeElement.name") == "privacy_contact"
    page.locator("[name='products.0.id']").wait_for()
    rows = page.locator("#products fieldset").count()
    page.locator(f"[name='products.{rows - 1}.id']").fill("hat")
    page.get_by_role("button", name="Another product").click()
    page.locator(f"[name='products.{rows}.id']").wait_for()
    assert page.evaluate("window.isTheSame"), "the page was loaded again"
    assert not [line for line in stage.console if "Content Security Policy" in line or "uncaught" in line]


def test_lists_and_figures_change_in_place_and_the_browser_keeps_nothing_of_them(opened):
    stage = opened("/studio/login", **TABLET)
    page = stage.page
    enter(page)
    page.evaluate("window.isTheSame = true")
    row = page.locator("#row-spring")
    row.get_by_text("Duplicate").click()
    row.get_by_label("Address of the copy").fill("copied")
    row.get_by_role("button", name="Make the copy").click()
    copy = page.locator("#row-copied")
    copy.get_by_role("button", name="Publish version 1").click()
    copy.get_by_role("button", name="Unpublish").click()
    copy.get_by_text("not published").wait_for()
    copy.get_by_role("button", name="Put away").click()
    copy.get_by_text("put away", exact=True).wait_for()
    row.get_by_text("Duplicate").click()
    row.get_by_label("Address of the copy").fill("copied")
    row.get_by_role("button", name="Make the copy").click()
    page.get_by_role("alert").filter(has_text="There is a campaign 'copied' already").wait_for()
    assert page.evaluate("window.isTheSame"), "the page was loaded again"

    page.goto(stage.url + "/studio/c/spring/figures")
    page.evaluate("window.isTheSame = true")
    page.get_by_role("link", name="7 days").click()
    page.locator("[aria-current=true]").filter(has_text="7 days").wait_for()
    page.get_by_label("Campaign").select_option("copied")
    page.get_by_role("heading", name="Figures of copied").wait_for()
    assert page.evaluate("window.isTheSame"), "the page was loaded again"
    assert "/studio/c/copied/figures?from=" in page.url
    page.go_back()
    page.get_by_role("heading", name="Figures of spring").wait_for()
    kept = page.evaluate("() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")
    assert "Figures" not in kept and "form_token" not in kept
    assert not [line for line in stage.console if "Content Security Policy" in line or "uncaught" in line]


def test_a_plug_in_of_the_same_origin_reads_no_page_of_the_studio(opened):
    stage = opened("/studio/login", **TABLET)
    page = stage.page
    enter(page)
    for headers in ({}, {"HX-Request": "true"}, {"HX-Request": "true", "X-Form-Token": "0" * 64}):
        status, text = page.evaluate(
            """async (headers) => {
              const answer = await fetch("/studio/c/spring", { headers });
              return [answer.status, await answer.text()];
            }""",
            headers,
        )
        assert status == 403 and "form_token" not in text


def test_the_studio_speaks_chinese_once_it_is_chosen(opened):
    stage = opened("/studio/login?lang=zh", **TABLET)
    page = stage.page
    assert page.get_by_role("heading", level=1).inner_text() == "登录"
    enter(page)
    speak(page, "zh")
    page.get_by_role("link", name="spring", exact=True).click()
    page.locator("[name=privacy_contact]").fill("nobody")
    page.locator("#wrong-privacy_contact").filter(has_text="应为").wait_for()
    speak(page, "en")
    assert page.url.endswith("/studio/c/spring")
    page.get_by_role("heading", name="Preview of version").wait_for()


@pytest.mark.parametrize(("size", "language"), [*((size, "en") for size in SIZES), ("phone", "zh")])
def test_every_page_fits_and_can_be_read_by_everyone(opened, check, size, language):  # noqa: F811
    SHOTS.mkdir(parents=True, exist_ok=True)
    stage = opened(f"/studio/login?lang={language}", **SIZES[size])
    page = stage.page
    check(stage, "sign in")
    page.screenshot(path=SHOTS / f"{size}-studio-login-{language}.png")
    enter(page)
    speak(page, language)
    for name, path in PAGES.items():
        page.goto(stage.url + path)
        assert page.evaluate("document.documentElement.lang") == LANGUAGES[language]
        content, window = page.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
        assert content <= window, f"{name} is {content} px wide on a screen of {window}"
        check(stage, name)
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            page.screenshot(path=SHOTS / f"{size}-studio-{name}-{language}-{theme}.png", full_page=True)
    speak(page, "en")
