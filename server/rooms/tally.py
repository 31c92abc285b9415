"""The rules of the game: what beats what, and what proves that a move was made in time."""

import hashlib

from server.rooms.messages import Move, Outcome

BEATS: dict[Move, Move] = {"rock": "scissors", "scissors": "paper", "paper": "rock"}


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
