import hashlib

import pytest

from server.rooms.messages import MOVES
from server.rooms.tally import commitment, outcome


@pytest.mark.parametrize(
    ("move", "other", "wanted"),
    [
        ("rock", "scissors", "won"),
        ("rock", "paper", "lost"),
        ("paper", "rock", "won"),
        ("paper", "paper", "drew"),
    ],
)
def test_rock_breaks_scissors_cut_paper_wraps(move, other, wanted):
    assert outcome(move, other) == wanted


def test_every_move_wins_once_loses_once_and_draws_once():
    for move in MOVES:
        assert sorted(outcome(move, other) for other in MOVES) == ["drew", "lost", "won"]


def test_a_commitment_is_the_hash_that_the_page_makes():
    text = "rock:00112233445566778899aabbccddeeff:7:0123456789abcdef"
    wanted = hashlib.sha256(text.encode()).hexdigest()
    assert commitment("rock", "00112233445566778899aabbccddeeff", 7, "0123456789abcdef") == wanted


def test_a_commitment_is_of_one_move_one_round_and_one_fan():
    base = ("rock", "0" * 32, 1, "a")
    others = [("paper", *base[1:]), ("rock", "1" * 32, 1, "a"), (*base[:2], 2, "a"), (*base[:3], "b")]
    assert len({commitment(*one) for one in [base, *others]}) == 5
