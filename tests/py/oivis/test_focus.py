"""Where the portrait network looks: people are found, followed, and nobody who comes in is missed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oivis.focus import MARGIN, SLIM, SURVEY_MS, WHOLE, Focus, box_of, grown, made_small, within
from oivis.types import Region

WIDTH, HEIGHT = 640, 360
PERSON = (0.35, 0.2, 0.65, 1.0)


def share(box, of):
    """A box of the frame in shares of a view, as the host tells it."""
    left, top, right, bottom = of
    across, down = right - left, bottom - top
    return tuple(
        min(1.0, max(0.0, (side - start) / length))
        for side, start, length in zip(box, (left, top) * 2, (across, down) * 2, strict=True)
    )


def show(focus, box, timestamp_ms):
    """A frame with people in that box."""
    return focus.see(box and share(box, focus.view), WIDTH, HEIGHT, timestamp_ms)


def seen(*boxes):
    """What the network makes of the whole frame with people in these boxes."""
    matte = np.zeros((144, 256), np.uint8)
    for left, top, right, bottom in boxes:
        matte[round(top * 144) : round(bottom * 144), round(left * 256) : round(right * 256)] = 255
    return matte


@pytest.fixture
def focus():
    """It has found a person."""
    focus = Focus()
    show(focus, PERSON, 0)
    return focus


def test_the_region_is_the_view_in_pixels(focus):
    assert within(focus.region(WIDTH, HEIGHT), WIDTH, HEIGHT) == pytest.approx(focus.view)


def test_the_whole_frame_is_looked_at_until_somebody_is_found():
    focus = Focus()
    assert focus.region(WIDTH, HEIGHT) == Region.from_frame(WIDTH, HEIGHT)
    show(focus, None, 0)
    assert focus.view == WHOLE and not focus.is_due(10_000)


def test_people_are_looked_at_with_a_margin_all_round_within_the_frame(focus):
    left, top, right, bottom = focus.view
    # The person is 288 pixels high.
    assert (left * WIDTH, right * WIDTH) == pytest.approx((224 - 28.8, 416 + 28.8))
    assert top * HEIGHT == pytest.approx(72 - MARGIN * 288) and bottom == 1


def test_a_view_stays_while_people_move_within_it(focus):
    before = focus.view
    for number in range(90):
        show(focus, (0.35 + 0.02 * (number % 2), 0.22, 0.63 + 0.02 * (number % 3), 1.0), 33 * number)
    assert focus.view == before


def test_where_an_arm_reaches_the_edge_the_whole_frame_is_looked_at_in_the_same_frame(focus):
    arm = (0.35, 0.2, 0.8, 1.0)
    assert show(focus, arm, 133)
    assert focus.view == WHOLE
    assert not show(focus, arm, 133)
    # And there is more room in the next.
    assert focus.view == pytest.approx(grown(arm, WIDTH, HEIGHT, 2))


def test_whoever_reaches_the_edge_again_and_again_gets_twice_the_room_each_time(focus):
    rooms = []
    for number in range(1, 4):
        box = (0.35, 0.2, focus.view[2], 1.0)
        assert show(focus, box, 33 * number)
        show(focus, box, 33 * number)
        rooms.append(focus.view[2] - box[2])
    assert rooms[1] >= min(1.9 * rooms[0], 1 - box[2]) and focus.view[2] == 1


def test_room_that_nobody_needs_is_given_up(focus):
    box = (0.35, 0.2, 0.74, 1.0)
    for _ in range(2):
        show(focus, box, 33)
    large = focus.view
    for at in range(100, 2500, 33):
        show(focus, PERSON, at)
    assert focus.view == pytest.approx(grown(PERSON, WIDTH, HEIGHT)) != large


def test_the_next_view_has_room_for_what_people_did_meanwhile(focus):
    boxes = [(0.35, 0.2, 0.7, 1.0), (0.35, 0.1, 0.65, 1.0)]
    for at in range(0, 4000, 33):
        if show(focus, boxes[at % 2], at):
            show(focus, boxes[at % 2], at)
    left, top, right, _ = focus.view
    assert left < 0.35 and top < 0.1 and right > 0.7 and not show(focus, (0.35, 0.1, 0.7, 1.0), 4000)


def test_somebody_who_walks_is_looked_at_twice_in_few_frames(focus):
    again = 0
    for number in range(90):
        x = 0.35 + 0.01 * (number % 30)
        box = (x, 0.2, x + 0.3, 1.0)
        if show(focus, box, 33 * number):
            again += 1
            assert not show(focus, box, 33 * number)
        assert focus.view[0] <= box[0] and focus.view[2] >= box[2]
    assert 1 <= again <= 8


def test_the_edge_of_the_frame_is_no_edge_that_people_go_on_beyond(focus):
    before = focus.view
    assert before[3] == 1
    show(focus, PERSON, 33)
    assert focus.view == before


def test_people_who_are_gone_are_looked_for_in_the_whole_of_the_same_frame(focus):
    assert show(focus, None, 33) and focus.view == WHOLE
    assert not show(focus, None, 33) and focus.view == WHOLE


def test_who_leapt_out_of_the_view_is_found_in_the_same_frame(focus):
    assert show(focus, None, 33)
    assert not show(focus, (0.02, 0.3, 0.2, 1.0), 33) and focus.view != WHOLE


def test_the_whole_frame_is_looked_at_now_and_then_for_whoever_comes_in(focus):
    assert not focus.is_due(SURVEY_MS - 1) and focus.is_due(SURVEY_MS)
    focus.survey(seen(PERSON), SURVEY_MS)
    assert not focus.is_due(SURVEY_MS + 1)
    # A source that begins anew may go back in time.
    assert focus.is_due(0)


def test_somebody_who_comes_in_is_looked_at_when_seen_twice(focus):
    other, before = (0.05, 0.3, 0.2, 0.9), focus.view
    focus.survey(seen(PERSON, other), 500)
    assert focus.view == before
    focus.survey(seen(PERSON, other), 1000)
    assert focus.view == WHOLE
    # And is in every view from now on.
    for at in range(1000, 4000, 100):
        show(focus, (0.05, 0.2, 0.65, 1.0), at)
    assert focus.view[0] <= 0.05 and focus.view[2] < 0.75


def test_what_is_taken_for_a_person_once_changes_nothing(focus):
    before = focus.view
    for at, others in ((500, [(0.05, 0.3, 0.2, 0.9)]), (1000, []), (1500, [(0.8, 0.3, 0.95, 0.9)])):
        focus.survey(seen(PERSON, *others), at)
    assert focus.view == before


def test_a_speck_is_nobody(focus):
    before = focus.view
    for at in (500, 1000, 1500):
        focus.survey(seen(PERSON, (0.05, 0.3, 0.08, 0.4)), at)
    assert focus.view == before


def test_a_new_source_is_looked_at_everywhere(focus):
    focus.reset()
    assert focus.view == WHOLE


def test_people_who_fill_the_frame_leave_the_view_at_the_whole():
    focus = Focus()
    show(focus, (0.02, 0.05, 0.98, 1.0), 0)
    assert focus.view == WHOLE


@st.composite
def boxes(draw):
    left, right = sorted(draw(st.lists(st.floats(0, 1), min_size=2, max_size=2, unique=True)))
    top, bottom = sorted(draw(st.lists(st.floats(0, 1), min_size=2, max_size=2, unique=True)))
    return left, top, right, bottom


@given(boxes(), st.integers(16, 4000), st.integers(16, 4000))
def test_a_view_holds_its_people_lies_in_the_frame_and_is_not_too_slim(box, width, height):
    left, top, right, bottom = grown(box, width, height)
    near = 1e-9
    assert -near <= left <= box[0] + near and box[2] - near <= right <= 1 + near
    assert -near <= top <= box[1] + near and box[3] - near <= bottom <= 1 + near
    across, down = (right - left) * width, (bottom - top) * height
    assert across >= min(width, SLIM * down) - 1e-6 and down >= min(height, SLIM * across) - 1e-6


@given(st.lists(st.one_of(st.none(), boxes()), max_size=30))
def test_whatever_is_seen_the_view_lies_in_the_frame(people):
    focus = Focus()
    for number, box in enumerate(people):
        if focus.is_due(250.0 * number):
            focus.survey(seen(box or PERSON), 250.0 * number)
        focus.see(box, WIDTH, HEIGHT, 250.0 * number)
        left, top, right, bottom = focus.view
        assert -1e-9 <= left < right <= 1 + 1e-9 and -1e-9 <= top < bottom <= 1 + 1e-9


@given(boxes(), st.sampled_from([(640, 360), (480, 640), (1280, 720), (97, 401)]))
def test_people_who_stand_still_are_looked_at_once_a_frame(box, size):
    focus = Focus()
    again = []
    for number in range(6):
        timestamp_ms = 33.0 * number
        people = share(box, focus.view)
        again.append(focus.see(people, *size, timestamp_ms))
        if again[-1]:
            assert not focus.see(share(box, focus.view), *size, timestamp_ms)
    assert again[:1] + again[2:] == [False] * 5


def test_the_small_matte_of_a_part_lies_where_the_part_is():
    matte = np.full((144, 256), 255, np.uint8)
    assert (made_small(matte, WHOLE) == 255).all() and made_small(matte, WHOLE).shape == (72, 64)
    part = made_small(matte, (0.25, 0.5, 0.75, 1.0))
    wanted = np.zeros((72, 64), np.uint8)
    wanted[36:, 16:48] = 255
    assert np.array_equal(part, wanted)


def test_a_box_holds_what_is_true():
    people = np.zeros((10, 20), bool)
    assert box_of(people) is None
    people[2:5, 6:11] = True
    assert box_of(people) == (0.3, 0.2, 0.55, 0.5)
