"""Tracks over drawn hands: a `look` that answers as the networks would."""

from dataclasses import dataclass, field

import numpy as np
import pytest
from oivis.hands import HAND_SIZE
from oivis.palms import anchors
from oivis.tracks import MEMORY_MS, SEARCH_EVERY, Tracks
from oivis.types import Region

WIDTH, HEIGHT = 640, 480
# The real network sees hands that are off the middle of their region by less than this share of it, and
# none that are smaller than this share.
NEAR, SMALL = 0.2, 0.3
# Pixels of the detector's input.
SIZE = 192
SHAPE = np.zeros((21, 3), np.float32)
SHAPE[:, 0] = np.tile([-0.25, 0, 0.25], 7)
SHAPE[:, 1] = 0.5 - np.linspace(0, 1, 21)


@dataclass
class Drawn:
    """Upright hands, each a centre and a height; remembers who was asked."""

    hands: dict[str, tuple[float, float, float]]
    asked: list[str] = field(default_factory=list)

    async def look(self, model: str, region: Region) -> list[np.ndarray]:
        self.asked.append(model)
        return self._palms(region) if model == "palm" else self._hand(region)

    def _palms(self, region: Region) -> list[np.ndarray]:
        boxes, scores = np.zeros((1, 2016, 18), np.float32), np.full((1, 2016), -9, np.float32)
        for cx, cy, height in self.hands.values():
            place = (np.array([cx, cy]) - [region.cx, region.cy]) / region.width + 0.5
            anchor = int(np.abs(anchors(SIZE) - place).sum(axis=1).argmin())
            offset = (place - anchors(SIZE)[anchor]) * SIZE
            side = height / 2 / region.width * SIZE
            wrist, middle = offset + np.array([0, side / 2]), offset - np.array([0, side / 2])
            points = [*wrist, *offset, *middle, *np.tile(offset, 4)]
            boxes[0, anchor] = [*offset, side, side, *points]
            scores[0, anchor] = 4
        return [boxes, scores]

    def _hand(self, region: Region) -> list[np.ndarray]:
        near = [
            hand
            for hand in self.hands.values()
            if max(abs(hand[0] - region.cx), abs(hand[1] - region.cy)) < NEAR * region.width
            and hand[2] > SMALL * region.width
        ]
        landmarks = np.zeros((21, 3), np.float32)
        if near:
            cx, cy, height = near[0]
            landmarks = SHAPE * height + np.array([cx, cy, 0], np.float32)
            c, s = np.cos(region.rotation), np.sin(region.rotation)
            away = landmarks[:, :2] - np.array([region.cx, region.cy], np.float32)
            landmarks[:, :2] = away @ np.array([[c, -s], [s, c]], np.float32) / region.width + 0.5
            landmarks *= HAND_SIZE
        one = np.ones((1, 1), np.float32)
        return [landmarks[None], one * (0.9 if near else 0.1), one * 0.9, np.zeros((1, 21, 3), np.float32)]


class Follow:
    """Runs tracks over drawn frames at 30 a second."""

    def __init__(self, **hands: tuple[float, float, float]) -> None:
        self.drawn = Drawn(hands)
        self.tracks = Tracks(lambda landmarks: ("palm", 0.9))
        self.now_ms = 0.0

    async def frame(self, width: int = WIDTH, height: int = HEIGHT, runs: int = 3, mirrored: bool = True):
        self.now_ms += 1000 / 30
        self.drawn.asked.clear()
        return await self.tracks.update(
            self.drawn.look, width, height, self.now_ms, mirrored=mirrored, runs=runs
        )


def run(steps):
    """A coroutine that never really waits, run to its end."""
    try:
        steps.send(None)
    except StopIteration as end:
        return end.value
    raise AssertionError("the tracks waited for something")


def test_a_hand_is_found_and_keeps_its_id_while_it_moves():
    follow = Follow(one=(200, 240, 120))
    ids = []
    for step in range(30):
        follow.drawn.hands["one"] = (200 + 6 * step, 240, 120)
        (hand,) = run(follow.frame())
        ids.append(hand.id)
        assert abs(hand.box[[0, 2]].mean() - (200 + 6 * step)) < 12
    assert ids == [1] * 30


def test_the_palm_detector_rests_while_hands_are_tracked():
    follow = Follow(one=(200, 240, 120))
    asked = []
    for _ in range(2 * SEARCH_EVERY):
        run(follow.frame())
        asked.append("palm" in follow.drawn.asked)
    assert asked.count(True) == 2 and asked[0]
    follow.drawn.hands["two"] = (450, 240, 120)
    while len(run(follow.frame())) < 2:
        pass
    for _ in range(3 * SEARCH_EVERY):
        run(follow.frame())
        assert follow.drawn.asked == ["hand", "hand"]


def test_with_no_hand_in_view_every_frame_is_searched():
    follow = Follow()
    for _ in range(5):
        assert run(follow.frame()) == [] and follow.drawn.asked == ["palm"]


def test_a_third_hand_is_left_out():
    follow = Follow(one=(120, 240, 100), two=(320, 240, 100), three=(520, 240, 100))
    for _ in range(20):
        assert len(run(follow.frame())) == 2


def test_a_hand_lost_for_a_moment_comes_back_with_its_id_and_later_with_another():
    follow = Follow(one=(200, 240, 120))
    assert run(follow.frame())[0].id == 1
    hand = follow.drawn.hands.pop("one")
    assert run(follow.frame()) == []
    follow.drawn.hands["one"] = hand
    assert run(follow.frame())[0].id == 1
    del follow.drawn.hands["one"]
    run(follow.frame())
    follow.now_ms += MEMORY_MS
    follow.drawn.hands["one"] = hand
    assert run(follow.frame())[0].id == 2


def test_two_tracks_that_come_to_one_hand_become_the_older_one():
    follow = Follow(one=(200, 240, 120), two=(420, 240, 120))
    assert [hand.id for hand in run(follow.frame())] == [1, 2]
    for x in range(400, 190, -20):
        follow.drawn.hands["two"] = (x, 240, 120)
        hands = run(follow.frame())
    del follow.drawn.hands["two"]
    hands = run(follow.frame())
    assert [hand.id for hand in hands] == [1]


@pytest.mark.parametrize("runs", [1, 2])
def test_no_frame_runs_more_networks_than_it_may(runs):
    follow = Follow(one=(200, 240, 120), two=(420, 240, 120))
    looks = {1: 0, 2: 0}
    for _ in range(40):
        hands = run(follow.frame(runs=runs))
        assert len(follow.drawn.asked) <= runs
        for hand in hands:
            looks[hand.id] += 1
    assert len(hands) == 2 and min(looks.values()) > 25


def test_hands_that_take_turns_are_both_followed():
    follow = Follow(one=(100, 240, 120), two=(420, 240, 120))
    for step in range(30):
        follow.drawn.hands["one"] = (100 + 4 * step, 240, 120)
        follow.drawn.hands["two"] = (420 + 4 * step, 240, 120)
        hands = run(follow.frame(runs=1))
    assert {hand.id for hand in hands} == {1, 2}


def test_only_the_hand_whose_turn_it_was_is_fresh():
    follow = Follow(one=(100, 240, 120), two=(420, 240, 120))
    for _ in range(4):
        hands = run(follow.frame(runs=1))
    for _ in range(10):
        before, hands = hands, run(follow.frame(runs=1))
        assert [hand.is_fresh for hand in hands].count(True) == 1
        assert [hand.id for hand in hands if hand.is_fresh] != [hand.id for hand in before if hand.is_fresh]


def test_a_hand_that_may_be_held_has_the_turns_of_another_one_but_not_all():
    follow = Follow(one=(100, 240, 120), two=(420, 240, 120))
    follow.tracks = Tracks(lambda landmarks: ("fist" if landmarks[0, 0] < 320 else "victory", 0.9))
    for _ in range(4):
        run(follow.frame(runs=1))
    turns = []
    for _ in range(12):
        turns += [hand.id for hand in run(follow.frame(runs=1)) if hand.is_fresh]
    assert all(sorted(turns[at : at + 3]) == [1, 1, 2] for at in range(10))


def test_when_the_governor_makes_the_frame_smaller_hands_keep_their_ids():
    follow = Follow(one=(200, 240, 120))
    run(follow.frame())
    follow.drawn.hands["one"] = (100, 120, 60)
    (hand,) = run(follow.frame(WIDTH // 2, HEIGHT // 2))
    assert hand.id == 1 and follow.drawn.asked == ["hand"]
    assert hand.box[2] < WIDTH // 2


def test_a_frame_of_another_shape_is_another_view():
    follow = Follow(one=(200, 240, 120))
    run(follow.frame())
    (hand,) = run(follow.frame(480, 640))
    assert hand.id == 2


def test_handedness_is_the_viewers_own():
    assert run(Follow(one=(200, 240, 120)).frame(mirrored=True))[0].handedness == "left"
    assert run(Follow(one=(200, 240, 120)).frame(mirrored=False))[0].handedness == "right"


def test_no_id_is_given_twice_even_after_a_reset():
    follow = Follow(one=(200, 240, 120))
    run(follow.frame())
    follow.tracks.reset()
    assert run(follow.frame())[0].id == 2


def test_a_hand_that_leaves_the_frame_is_gone():
    follow = Follow(one=(600, 240, 120))
    run(follow.frame())
    for x in range(600, 760, 20):
        follow.drawn.hands["one"] = (x, 240, 120)
        hands = run(follow.frame())
    assert hands == []


@pytest.mark.parametrize("looks", [7.5, 10, 15])
@pytest.mark.parametrize("way", [1, -1])
def test_an_open_hand_that_slides_is_followed_at_few_looks_a_second(looks, way):
    follow = Follow(one=(WIDTH / 2 - 150 * way, 240, 120))
    for _ in range(4):
        run(follow.frame(runs=1))
    for look in range(round(0.6 * looks) + 1):
        t = min((look + 1) / looks / 0.6, 1)
        x = WIDTH / 2 + way * (300 * t**3 * (10 - 15 * t + 6 * t * t) - 150)
        follow.drawn.hands["one"] = (x, 240, 120)
        follow.now_ms += 1000 / looks - 1000 / 30
        (hand,) = run(follow.frame(runs=1))
        assert hand.id == 1 and abs(hand.box[[0, 2]].mean() - x) < 40


def test_a_fist_that_is_gone_is_not_looked_for_beside_where_it_was():
    follow = Follow(one=(320, 240, 120))
    follow.tracks = Tracks(lambda landmarks: ("fist", 0.9))
    run(follow.frame())
    follow.drawn.hands.clear()
    assert run(follow.frame()) == [] and follow.drawn.asked == ["hand"]


def test_a_fist_that_is_shaken_is_looked_for_beside_where_it_should_be():
    follow = Follow(one=(320, 240, 120))
    follow.tracks = Tracks(lambda landmarks: ("fist", 0.9))
    # Down by 30 pixels a frame, and up again at once: ahead of it there is nothing.
    for y in (240, 270, 300, 330, 360):
        follow.drawn.hands["one"] = (320, y, 120)
        run(follow.frame())
    follow.drawn.hands["one"] = (320, 320, 120)
    (hand,) = run(follow.frame())
    assert hand.id == 1 and follow.drawn.asked.count("palm") == 0
    assert abs(hand.box[[1, 3]].mean() - 320) < 40


def test_a_lost_hand_that_the_detector_overlooks_is_found_where_it_was_lost():
    follow = Follow(one=(320, 240, 120))
    run(follow.frame())
    kept = follow.drawn.hands.pop("one")
    assert run(follow.frame()) == []
    follow.drawn._palms = lambda region: [
        np.zeros((1, 2016, 18), np.float32),
        np.full((1, 2016), -9, np.float32),
    ]
    assert run(follow.frame()) == []
    follow.drawn.hands["one"] = kept
    (hand,) = run(follow.frame())
    assert hand.id == 1
    follow.drawn.hands.clear()
    follow.now_ms += MEMORY_MS
    run(follow.frame())
    follow.drawn.asked.clear()
    assert run(follow.frame()) == [] and follow.drawn.asked == ["palm"], "it is not looked for for ever"
