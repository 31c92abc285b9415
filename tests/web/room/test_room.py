"""The room's page in Node: the same commitment as the server's, and its clock from answers that lag."""

from hypothesis import given, settings
from hypothesis import strategies as st

from server.rooms.messages import MOVES
from server.rooms.tally import commitment
from tests.node import run


def test_the_page_hides_a_move_as_the_server_checks_it():
    program = """
        const { hide, commitment } = await import("./room/secret.js");
        const made = [];
        for (const move of ["rock", "paper", "scissors"]) {
            for (const round of [1, 17]) {
                const secret = hide(round, move);
                made.push([secret, await commitment(secret, "0123456789abcdef")]);
            }
        }
        console.log(JSON.stringify(made));
    """
    made = run(program)
    assert [secret["move"] for secret, _ in made] == [move for move in MOVES for _ in range(2)]
    assert len({secret["nonce"] for secret, _ in made}) == len(made)
    for secret, hashed in made:
        assert hashed == commitment(secret["move"], secret["nonce"], secret["round"], "0123456789abcdef")


CLOCK = """
    const { Clock } = await import("./room/clock.js");
    const answers = JSON.parse(process.argv[1]);
    const clock = new Clock();
    for (const [sent, server, received] of answers) clock.hear(sent, server, received);
    console.log(JSON.stringify(clock.offset));
"""


@settings(max_examples=10)
@given(
    st.integers(-(10**6), 10**6),
    st.lists(st.tuples(st.integers(1, 400), st.integers(1, 400)), min_size=1, max_size=8),
)
def test_the_clock_is_off_by_no_more_than_half_of_the_quickest_way(offset, ways):
    sent, answers = 1e12, []
    for there, back in ways:
        answers.append([sent, sent + offset + there, sent + there + back])
        sent += 1000
    quickest = min(there + back for there, back in ways)
    assert abs(run(CLOCK, answers) - offset) <= quickest / 2


def test_answers_of_long_ago_are_forgotten_for_clocks_drift():
    old = [[0, 5000, 1]]
    new = [[1000 * n, 1000 * n + 7000 + 50, 1000 * n + 100] for n in range(1, 9)]
    assert run(CLOCK, old) == 4999.5
    assert run(CLOCK, old + new) == 7000
