"""A whole match by hand: real hands before two cameras, the networks that ship, the real server."""

import pytest

from e2e.play.phones import enter, phase, until
from models.evaluate.clips import hold_clip

pytestmark = [pytest.mark.pictures, pytest.mark.alone("a move is made in a few seconds, before two cameras")]

MOVES = {"fist": "Rock", "palm": "Paper", "victory": "Scissors"}
# Two pages with real networks on a machine that others keep busy.
SLOW_S = 180


@pytest.fixture(scope="module")
def clips(oivis_camera, pictures):
    """A camera for each move. Each takes seconds to draw, and is held up in two matches."""
    return {gesture: oivis_camera.from_frames(frame for frame, _ in hold_clip(gesture)) for gesture in MOVES}


# Each move is shown to a camera; the rules themselves are tested without one.
@pytest.mark.parametrize(("hosts", "fans"), [("fist", "palm"), ("palm", "victory")])
def test_a_whole_match_by_real_hands_before_two_cameras(open_phones, oivis_server, clips, hosts, fans):
    pages = []
    for gesture in (hosts, fans):
        path = f"/play/{pages[0].locator('#code').inner_text()}" if pages else "/play"
        pages.append(open_phones(oivis_server.url, path, clips[gesture], locale="en-GB"))
        enter(pages[-1], MOVES[gesture])
        pages[-1].locator("#camera").tap()
    for page, gesture in zip(pages, (hosts, fans), strict=True):
        until(page, lambda page=page: page.locator("#camera").is_hidden(), "no picture", SLOW_S)
        seen = f"Your hand shows: {MOVES[gesture]}."
        until(page, lambda page=page, seen=seen: page.locator("#seen").inner_text() == seen, seen, SLOW_S)
    anchor, fan = pages
    anchor.locator("#elimination").check()
    anchor.locator("#start").tap()
    phase(anchor, "over", limit_s=SLOW_S)
    phase(fan, "over", limit_s=SLOW_S)
    assert fan.locator("#status").inner_text() == f"{MOVES[fans]} is the last one left and wins!"
    assert f"The host showed: {MOVES[hosts]}." in fan.locator("#result").inner_text()
    for page in pages:
        assert page.wrong == []
        assert [request.url for request in page.requests if request.post_data] == []
