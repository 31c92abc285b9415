"""A campaign in pages of others: two servers more, of which the campaign allows one or both."""

import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from oivis.testing import serve

from e2e.campaigns.shop import ADD, ISOLATED, shop

pytestmark = pytest.mark.server("it names the pages that may show a campaign")

OIVIS = Path(sys.executable).parent / "oivis"
HEAR_MS = 90_000
CHOSEN = ".scene[data-scene=confetti][aria-pressed=true]"


def oivis(*words):
    done = subprocess.run([OIVIS, "campaign", *map(str, words)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def shops(toy_models, tmp_path_factory):
    """Pages of others: one that is allowed, one that is isolated too, and one that is not allowed."""
    folder = tmp_path_factory.mktemp("embed")
    with ExitStack() as stack:
        found = {
            "plain": stack.enter_context(shop()),
            "isolated": stack.enter_context(shop(**ISOLATED)),
            "stranger": stack.enter_context(shop()),
        }
        oivis("new", "launch", folder / "launch")
        document = folder / "launch" / "campaign.toml"
        origins = ", ".join(f'"{found[name].origin}"' for name in ("plain", "isolated"))
        written = document.read_text()
        assert "origins = []" in written
        document.write_text(written.replace("origins = []", f"origins = [{origins}]"))
        oivis("import", folder / "launch", "--publish", "--store", folder / "store")
        server = stack.enter_context(serve("--models", str(toy_models), "--store", str(folder / "store")))
        for each in found.values():
            each.home = server.url
        yield found


@pytest.fixture
def visit(shops, oivis_browsers, still_camera):
    """Open a page of others with a campaign in it."""
    contexts = []

    def visit(name, **attributes):
        contexts.append(oivis_browsers(still_camera).new_context(reduced_motion="reduce"))
        page = contexts[-1].new_page()
        page.goto(shops[name].origin)
        page.evaluate(ADD, {"campaign": "product-launch", "lang": "en", **attributes})
        return page

    yield visit
    for context in contexts:
        context.close()


def hear(page, **wanted):
    found = page.evaluate("([wanted, ms]) => hear(wanted, ms)", [wanted, HEAR_MS])
    assert found, f"no {wanted}; heard {page.evaluate('() => said')}"
    return found


def inside(page):
    """The frame with the stage in it: its shadow is closed to scripts of the page."""
    return next(frame for frame in page.frames if "/c/" in frame.url)


def start(page):
    hear(page, kind="state", state="idle")
    inside(page).get_by_role("button", name="Start camera").click()
    return hear(page, kind="ready")


def test_a_page_of_others_hears_what_its_viewer_does_and_can_do_it_too(visit, shops):
    page = visit("plain")
    ready = start(page)
    # The page is not isolated, so the stage is not either: one thread, and it says so.
    assert ready == {"kind": "ready", "isolated": False, "threads": 1}
    assert inside(page).evaluate("() => window.oivis.stats().then(({ isolated }) => isolated)") is False
    page.evaluate("() => document.querySelector('oivis-stage').do('next')")
    assert hear(page, kind="command")["command"] == "next"
    assert hear(page, kind="scene", scene="beach")["title"] == "Sunset beach"
    page.evaluate("() => document.querySelector('oivis-stage').scene('confetti')")
    hear(page, kind="scene", scene="confetti")
    page.evaluate("() => document.querySelector('oivis-stage').do('return')")
    assert hear(page, kind="photo") == {"kind": "photo"}
    # Nothing that comes out holds a picture: all of it is text, numbers and yes or no.
    assert page.evaluate(
        "() => said.every((it) => Object.values(it).every((value) => typeof value !== 'object'))"
    )


def test_an_isolated_page_gives_the_stage_its_threads(visit):
    page = visit("isolated")
    assert page.evaluate("() => crossOriginIsolated")
    ready = start(page)
    assert ready["isolated"] is True
    assert ready["threads"] >= 1
    assert inside(page).evaluate("() => crossOriginIsolated && typeof SharedArrayBuffer === 'function'")


def test_the_element_is_as_high_as_the_stage_wants(visit):
    page = visit("plain")
    page.set_viewport_size({"width": 390, "height": 844})
    wait = """([least, most]) => new Promise((resolve, reject) => {
      const stage = document.querySelector("oivis-stage");
      const size = () => `${stage.offsetWidth} x ${stage.offsetHeight}`;
      const late = setTimeout(() => reject(new Error(size())), 30_000);
      new ResizeObserver(() => {
        const shape = stage.offsetHeight / stage.offsetWidth;
        if (shape < least || shape > most) return;
        clearTimeout(late);
        resolve(shape);
      }).observe(stage);
    })"""
    # It stands on a phone, and lies where there is room.
    assert page.evaluate(wait, [1.2, 2.4])
    page.set_viewport_size({"width": 1100, "height": 844})
    assert page.evaluate(wait, [0.4, 1.0])


def test_a_page_that_is_not_allowed_shows_nothing_and_is_told_why(visit, shops):
    page = visit("stranger")
    error = hear(page, kind="error", code="embed-refused")
    assert shops["stranger"].origin in error["message"]
    assert not [frame for frame in page.frames if "/c/" in frame.url and frame.locator("#screen").count()]


@pytest.mark.parametrize(
    "campaign",
    [
        "",
        'x" onload="alert(1)',
        "javascript:alert(1)",
        "../studio",
        "//evil.example",
        "product-launch?x",
        "<img src=x onerror=alert(1)>",
    ],
)
def test_an_attribute_that_is_no_campaign_makes_no_frame(visit, campaign):
    page = visit("plain", campaign=campaign)
    assert hear(page, kind="error", code="campaign-missing")
    assert len(page.frames) == 1


def test_other_attributes_are_never_code(visit):
    page = visit("plain", lang='en"><script>alert(1)</script>', title='"><script>alert(1)</script>')
    dialogs = []
    page.on("dialog", lambda dialog: dialogs.append(dialog) or dialog.dismiss())
    hear(page, kind="state", state="idle")
    assert inside(page).url.endswith("/c/product-launch")
    assert dialogs == []


# What a page could send to a stage in a frame that it has made itself, without the element.
FORGE = """(home) => {
  const bad = [null, 7, "do", [], { type: "hello" }, { type: "do", command: "next" }, { type: "__proto__" }];
  const odd = [null, 7, "do", { type: "do", command: "alert(1)" }, { type: "do", command: ["next"] },
    { type: "__proto__" }, { type: "scene", scene: "__proto__" }, { type: "scene", scene: { id: "beach" } }];
  const stage = frames[0];
  for (const message of bad) stage.postMessage(message, home);
  const { port1, port2 } = new MessageChannel();
  window.port = port1;
  window.heard = [];
  port1.onmessage = ({ data }) => heard.push(data);
  stage.postMessage({ type: "hello" }, home, [port2]);
  for (const message of odd) port1.postMessage(message);
  port1.postMessage({ type: "scene", scene: "confetti" });
}"""
LISTEN = """(home) => {
  window.answers = [];
  const { port1, port2 } = new MessageChannel();
  window.port = port1;
  port1.onmessage = ({ data }) => answers.push(data);
  parent.frames[0].postMessage({ type: "hello" }, home, [port2]);
}"""
FRAME = """(src) => new Promise((resolve) => {
  const looks = { width: 800, height: 600, allow: "camera" };
  const frame = Object.assign(document.createElement("iframe"), looks, { src, onload: resolve });
  document.body.append(frame);
})"""


@pytest.fixture
def framed(shops, oivis_browsers, still_camera):
    """An allowed page with a campaign in a frame that scripts can reach, running."""
    context = oivis_browsers(still_camera).new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(shops["plain"].origin)
    page.evaluate(FRAME, f"{shops['plain'].home}/c/product-launch?lang=en")
    inside(page).get_by_role("button", name="Start camera").click()
    inside(page).locator("html[data-oivis=running]").wait_for(state="attached", timeout=HEAR_MS)
    yield page
    context.close()


def test_forged_and_broken_messages_change_nothing(framed, shops):
    framed.evaluate(FORGE, shops["plain"].home)
    # The last message is a good one: what came before it was passed over.
    inside(framed).locator(CHOSEN).wait_for(state="attached", timeout=HEAR_MS)
    kinds = [it["type"] for it in framed.evaluate("() => heard")]
    assert kinds[:3] == ["here", "state", "ready"]
    assert "command" not in kinds


def test_a_strangers_frame_beside_the_campaign_is_not_heard(framed, shops):
    framed.evaluate(FRAME, shops["stranger"].origin)
    stranger = next(frame for frame in framed.frames if frame.url.startswith(shops["stranger"].origin))
    stranger.evaluate(LISTEN, shops["plain"].home)
    framed.evaluate(FORGE, shops["plain"].home)
    inside(framed).locator(CHOSEN).wait_for(state="attached", timeout=HEAR_MS)
    assert stranger.evaluate("() => answers") == []


def test_the_elements_frame_is_out_of_reach_and_messages_to_the_page_are_not_heard(visit, shops):
    page = visit("plain")
    hear(page, kind="state", state="idle")
    assert page.evaluate("() => [frames.length, document.querySelector('oivis-stage').shadowRoot]") == [
        0,
        None,
    ]
    for message in ({"type": "state", "state": "failed"}, {"type": "ready", "isolated": True, "threads": 64}):
        page.evaluate("(message) => postMessage(message, '*')", message)
    start(page)
    said = page.evaluate("() => said")
    assert {"kind": "state", "state": "failed"} not in said
    assert [it["threads"] for it in said if it["kind"] == "ready"] == [1]
