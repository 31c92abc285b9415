"""The rules of the game: what beats what, what proves that a move was made in time, what a round comes to."""

import hashlib
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from server.rooms.messages import MOVES, Best, Move, Outcome, Result

BEATS: dict[Move, Move] = {"rock": "scissors", "scissors": "paper", "paper": "rock"}


class Fan(Struct):
    """One player, the anchor too. No `link`: not here. No `commitment` or `move`: not yet."""

    name: str
    link: str = ""
    is_in: bool = True
    streak: int = 0
    commitment: str = ""
    move: Move | Literal[""] = ""
    outcome: Outcome = ""


def commitment(move: str, nonce: str, game_round: int, fan: str) -> str:
    """Give the hash that a player sends before the move is shown.

    Parameters
    ----------
    move : str
        ``rock``, ``paper`` or ``scissors``.
    nonce : str
        32 hexadecimal digits, new for each round: without it, three guesses would find the move.
    game_round : int
        Number of the round: a commitment of another round is worth nothing.
    fan : str
        Who makes it: somebody else's is worth nothing.

    Returns
    -------
    str
        64 hexadecimal digits: SHA-256 of the four, in UTF-8, with colons between them.
    """
    return hashlib.sha256(f"{move}:{nonce}:{game_round}:{fan}".encode()).hexdigest()


def outcome(move: Move, other: Move) -> Outcome:
    """Say what `move` comes to against `other`."""
    if move == other:
        return "drew"
    return "won" if BEATS[move] == other else "lost"


def settle(anchor: Move | Literal[""], fans: Sequence[Fan], is_elimination: bool) -> Result:
    """Give each fan what the round came to, and say what it came to for all.

    Parameters
    ----------
    anchor : str
        The anchor's move; where it is empty nobody wins or loses.
    fans : sequence of Fan
        All but the anchor.
    is_elimination : bool
        Whether who lost or showed nothing is out of the next round.
    """
    for one in fans:
        one.outcome = _outcome(one, anchor)
        if anchor:
            one.streak = one.streak + 1 if one.outcome == "won" else 0
    # Where all would be out at once the round counts for nothing: there is to be a winner.
    if is_elimination and anchor and any(one.outcome in ("won", "drew") for one in fans):
        for one in fans:
            one.is_in = one.outcome in ("won", "drew")
    left = [one for one in fans if one.is_in]
    best = max((one for one in fans if one.link), key=lambda one: one.streak, default=None)
    shown = {move: sum(one.move == move for one in fans) for move in MOVES}
    return Result(
        anchor,
        **shown,
        absent=sum(one.outcome == "absent" for one in fans),
        beat=sum(one.outcome == "won" for one in fans),
        left=len(left),
        best=Best(best.name, best.streak) if best and best.streak else None,
        champion=left[0].name if is_elimination and len(left) == 1 else "",
    )


def _outcome(one: Fan, anchor: Move | Literal[""]) -> Outcome:
    if not one.is_in:
        return ""
    if not one.move:
        return "absent"
    return outcome(one.move, anchor) if anchor else "void"
