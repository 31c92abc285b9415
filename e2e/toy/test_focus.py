"""The portrait network looks at the people alone: nobody is cut off, whoever comes in is seen."""

import pytest

from e2e.toy.clips import FPS, HEIGHT, RED, WIDTH, as_camera, fill, room

STAYS, COMES = (420, 140, 560, HEIGHT), (40, 160, 160, HEIGHT)
ALONE_S, TOGETHER_S = 4, 6


def visit():
    """Somebody stands there; another one is with them for a while."""
    for number in range(FPS * (ALONE_S + TOGETHER_S)):
        frame = room(STAYS)
        if number >= FPS * ALONE_S:
            fill(frame, COMES, RED)
        yield frame


@pytest.fixture(scope="module")
def stage(share_toy, oivis_camera):
    return share_toy(oivis_camera.from_frames(as_camera(visit())), autostart="camera").wait_ready()


def seen(stage):
    """What the network looks at, and how much of each of the two is in the matte of about then."""
    alpha = stage.matte().alpha
    view = stage.stats()["stage"]["view"]
    shares = []
    for x0, y0, x1, y1 in (STAYS, COMES):
        shares.append((alpha[y0 + 24 : y1, x0 + 24 : x1 - 24] > 127).mean())
    return view, shares


def until(stage, is_so):
    for _ in range(120):
        if is_so(*(found := seen(stage))):
            return found
        stage.watch(0.1)
    raise AssertionError(f"{found}\n{stage.report()}")


def test_who_stands_there_is_looked_at_closely_and_is_whole(stage):
    view, shares = until(stage, lambda view, shares: view[0] > 0.3 and shares[1] == 0)
    left, top, right, bottom = view
    assert left * WIDTH < STAYS[0] and right * WIDTH > STAYS[2] and top * HEIGHT < STAYS[1] and bottom == 1
    assert shares[0] == 1


def test_who_comes_in_is_seen_and_shown(stage):
    until(stage, lambda view, shares: view[0] > 0.3 and shares[1] == 0)
    view, shares = until(stage, lambda view, shares: shares[1] == 1)
    assert shares[0] == 1 and view[0] * WIDTH < COMES[0]
    # And when they have gone, the other one has the view alone again.
    until(stage, lambda view, shares: view[0] > 0.3 and shares == [1, 0])
