"""Effects over every scene: from the page's own control, and from code."""

import io

import numpy as np
import pytest
from PIL import Image

from e2e.faults import crash_worker
from e2e.toy.clips import HEIGHT, PERSON, WIDTH


@pytest.fixture(scope="module")
def stage(share_toy, still_camera):
    # Who wants less motion gets no fade between scenes: two pictures then differ by what a test did.
    return share_toy(still_camera, context={"reduced_motion": "reduce"}).wait_ready()


def settled(stage):
    """What is shown when a chosen scene has come, at one size: on a busy machine frames become smaller."""
    # A scene that nobody sees yet is drawn over twelve frames, while the one before it stays.
    stage.wait_frames(stage.stats()["frames"] + 14)
    picture = Image.fromarray(stage.composite()).resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)
    return np.asarray(picture).astype(int)


def chain(stage, links):
    """Lay links over every scene; the error's code and message where they are refused."""
    script = "links => window.oivis.chain(links).then(() => null, ({ code, message }) => [code, message])"
    return stage.page.evaluate(script, links)


def picture(stage, name, colour):
    """Give the stage a square of one colour by that name."""
    png = io.BytesIO()
    Image.new("RGB", (64, 64), colour).save(png, "PNG")
    stage.page.evaluate(
        """([name, bytes]) =>
          window.oivis.picture(name, new Blob([new Uint8Array(bytes)], { type: "image/png" }))""",
        [name, list(png.getvalue())],
    )


def is_green(shown):
    """Where it is the green of the sticker."""
    return np.abs(shown - [20, 220, 60]).max(axis=2) < 40


def test_viewer_chooses_an_effect_by_the_keyboard_and_takes_it_away(stage):
    page = stage.page
    stage.page.evaluate("() => window.oivis.scene('studio')")
    before = settled(stage)
    button = page.get_by_role("button", name="Effects")
    button.press("Enter")
    assert page.get_by_role("radio", name="None").is_checked()
    for _ in range(6):
        page.keyboard.press("ArrowDown")
    assert page.get_by_role("radio", name="Golden hour").is_checked()
    golden = settled(stage)
    assert (golden - before)[..., 0].mean() > (golden - before)[..., 2].mean() + 5
    slider = page.get_by_role("slider")
    slider.press("Home")
    assert np.abs(settled(stage) - before).mean() < 1
    slider.press("End")
    # The next scene keeps it, and Escape closes the choice and does nothing else.
    page.evaluate("() => window.oivis.scene('night')")
    with_it = settled(stage)
    page.keyboard.press("Escape")
    assert page.get_by_role("radio", name="None").count() == 0
    assert button.evaluate("button => button === document.activeElement")
    assert chain(stage, []) is None
    assert np.abs(settled(stage) - with_it).mean() > 3
    assert stage.page.evaluate("() => window.oivis.stats().then((stats) => stats.stage.scene)") == "night"


@pytest.mark.parametrize(
    ("links", "said"),
    [
        (
            [{"filter": "vignette", "params": {"amuont": 1}}],
            "vignette has no parameter 'amuont'; it has radius, softness, amount",
        ),
        ([{"filter": "vignette", "params": {"amount": 7}}], "amount of vignette is 7, outside 0 to 1"),
        ([{"filter": "vignete"}], "names the filter 'vignete'; there are"),
        ([{"filter": "sticker", "params": {"picture": "nobody"}}], "'nobody'; there are"),
        ([{"filter": "vignette", "on": "wall"}], "on 'wall'; it must be 'person' or 'picture'"),
        ("vignette", "not a list of links"),
    ],
)
def test_a_wrong_chain_from_code_names_the_key_and_the_one_before_goes_on(stage, links, said):
    stage.page.evaluate("() => window.oivis.scene('studio')")
    assert chain(stage, []) is None
    plain = settled(stage)
    assert chain(stage, [{"filter": "lut", "params": {"table": "noir", "strength": 1}}]) is None
    code, message = chain(stage, links)
    assert code == "unsupported" and said in message
    grey = settled(stage)
    assert np.ptp(grey, axis=2).mean() < 6 < np.ptp(plain, axis=2).mean()
    assert chain(stage, []) is None


def test_a_sticker_lies_before_the_person_or_behind_them_where_it_is_told_to(stage):
    picture(stage, "leaf", (20, 220, 60))
    # On the person's shoulder: half of it over them, half over the room.
    at = [PERSON[2] / WIDTH, 0.7]
    sticker = {"picture": "leaf", "at": at, "size": 0.2}
    rows, side = slice(300, 372), 40
    over = (rows, slice(PERSON[2] - side, PERSON[2] - 12))
    beside = (rows, slice(PERSON[2] + 12, PERSON[2] + side))
    assert chain(stage, [{"filter": "sticker", "params": sticker}]) is None
    shown = is_green(settled(stage))
    assert shown[over].mean() > 0.95 and shown[beside].mean() > 0.95
    assert chain(stage, [{"filter": "sticker", "params": {**sticker, "behind": 1}}]) is None
    shown = is_green(settled(stage))
    assert shown[over].mean() < 0.05 and shown[beside].mean() > 0.95
    assert chain(stage, []) is None
    assert is_green(settled(stage)).mean() < 0.01


def test_a_sticker_that_is_shown_goes_where_it_is_told_next(stage):
    picture(stage, "leaf", (20, 220, 60))
    for x in (0.7, 0.9):
        sticker = {"picture": "leaf", "at": [x, 0.3], "size": 0.1}
        assert chain(stage, [{"filter": "sticker", "params": sticker}]) is None
        columns = np.nonzero(is_green(settled(stage)))[1]
        assert abs(np.median(columns) / WIDTH - x) < 0.02
    assert chain(stage, []) is None


def test_what_was_laid_over_is_there_again_after_the_worker_crashed(stage):
    picture(stage, "leaf", (20, 220, 60))
    stage.page.evaluate("() => window.oivis.scene('studio')")
    links = [
        {"filter": "lut", "params": {"table": "noir", "strength": 1}},
        {"filter": "sticker", "params": {"picture": "leaf", "at": [0.8, 0.3], "size": 0.2}},
    ]
    assert chain(stage, links) is None
    crash_worker(stage)
    stage.expect("error", code="worker-crashed")
    stage.wait_state("running", timeout_s=60)
    shown = settled(stage)
    assert is_green(shown)[110:178, 480:544].mean() > 0.95
    assert np.ptp(shown[240:, 340:], axis=2).mean() < 6
    assert chain(stage, []) is None
