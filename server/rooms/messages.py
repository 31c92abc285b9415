"""Everything that is said in a room, in both directions: JSON text, one object each, told apart by `type`.

What is not exactly one of these is refused: unknown fields, other types, values out of range.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

MESSAGE_BYTES = 4096

Move = Literal["rock", "paper", "scissors"]
MOVES: tuple[Move, ...] = ("rock", "paper", "scissors")
Outcome = Literal["", "won", "lost", "drew", "absent", "void"]
Phase = Literal["lobby", "countdown", "commit", "reveal", "result", "over", "paused", "closed"]

Round = Annotated[int, Meta(ge=1, le=1_000_000)]
Hash = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Nonce = Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]
Name = Annotated[str, Meta(max_length=100)]
Token = Annotated[str, Meta(max_length=80)]
Word = Annotated[str, Meta(min_length=1, max_length=32)]


class Message(Struct, frozen=True, forbid_unknown_fields=True):
    """What all messages share."""


class Open(Message, tag="open", frozen=True):
    """Open a room at ``/rooms/new``; who says it is its anchor.

    `fans` is the most that may join: 1 makes it two players by link. `rude` are words that names in this room
    may not hold, beside the server's own list; those of the published `campaign` come to them.
    """

    name: Name
    fans: Annotated[int, Meta(ge=1, le=5000)] = 5000
    rude: Annotated[list[Word], Meta(max_length=60)] = []
    campaign: Annotated[str, Meta(max_length=40)] = ""


class Join(Message, tag="join", frozen=True):
    """Enter the room at ``/rooms/CODE``, or come back to it with the token of the first `welcome`."""

    name: Name
    token: Token = ""


class Ping(Message, tag="ping", frozen=True):
    """Ask for the server's clock; `sent` comes back unread."""

    sent: float


class Start(Message, tag="start", frozen=True):
    """The anchor, or either of two, begins a match, or a rematch: everybody is in, streaks begin again."""

    elimination: bool = False


class Next(Message, tag="next", frozen=True):
    """The anchor, or either of two, begins the next round of the match."""


class Close(Message, tag="close", frozen=True):
    """The anchor closes the room."""


class Commit(Message, tag="commit", frozen=True):
    """A move made and not yet shown: `tally.commitment` of it."""

    round: Round
    hash: Hash


class Reveal(Message, tag="reveal", frozen=True):
    """The move that was committed, with the nonce that hid it."""

    round: Round
    move: Move
    nonce: Nonce


class Best(Message, frozen=True):
    """The longest streak of those who are here, and whose it is."""

    name: str
    streak: int


class Result(Message, frozen=True):
    """What a round came to.

    Attributes
    ----------
    anchor : str
        The anchor's move; empty where there was none, and then nobody won or lost.
    rock, paper, scissors : int
        How many fans showed each.
    absent : int
        How many of those in the match showed none in time.
    beat, left : int
        How many fans beat the anchor, and how many are still in the match.
    champion : str
        Name of the last one in an elimination; else empty.
    """

    anchor: Move | Literal[""]
    rock: int
    paper: int
    scissors: int
    absent: int
    beat: int
    left: int
    best: Best | None = None
    champion: str = ""


class You(Message, frozen=True):
    """What only this fan is told: the place in the match."""

    is_in: bool
    streak: int
    outcome: Outcome
    has_committed: bool
    has_revealed: bool


class Room(Message, tag="room", frozen=True):
    """The whole public state, so that who missed ten of these needs only the last.

    Attributes
    ----------
    go_ms, until_ms : float
        On the server's clock: when the moves are due, and when the phase ends by itself.
    size : int
        The most fans that may join. Where it is 1, the two are equals: either may `start` and say `next`.
    fans, committed : int
        Fans that are here, the anchor not counted, and players with a commitment in this round.
    """

    phase: Phase
    round: int
    go_ms: float
    until_ms: float
    size: int
    fans: int
    committed: int
    anchor: str
    has_anchor: bool
    is_elimination: bool
    result: Result | None = None
    you: You | None = None


class Welcome(Message, tag="welcome", frozen=True):
    """The answer to `open` and `join`: who one is, and the token to come back with."""

    code: str
    fan: str
    token: str
    is_anchor: bool
    now_ms: float


class Pong(Message, tag="pong", frozen=True):
    """The server's clock, in milliseconds since 1970, at the moment of answering."""

    sent: float
    now_ms: float


class Failed(Message, tag="failed", frozen=True):
    """What was refused, by a code of `REFUSALS`, in a sentence."""

    code: str
    message: str


REFUSALS = {
    "message-invalid": "This is no message that a room knows. server/rooms/README.md lists them.",
    "message-early": "Say `join` or `open` first, and once.",
    "too-fast": "Too many messages. Slow down, then join again.",
    "token-invalid": "This token is not of this room. Join again without it.",
    "room-missing": "There is no such room, or it has ended. Ask for a new link.",
    "room-full": "This room is full. Try again when somebody has left.",
    "room-closed": "The room is closed. Thank you for playing.",
    "server-full": "This server takes no more players at the moment. Try again in a while.",
    "replaced": "You joined again from another place. This page is out of the room.",
    "silent": "Nothing was heard for too long. Join again.",
    "name-empty": "A name needs at least one letter or digit.",
    "name-long": "This name is too long: 24 letters are the most.",
    "name-rude": "This name is not welcome here. Choose another.",
    "not-anchor": "Only the anchor of the room can do this, while it is here.",
    "not-now": "This cannot be done at this moment of the round.",
    "not-in": "You are out of this match. Watch it, and play in the next.",
    "round-wrong": "This is not the round that is played.",
    "commit-missing": "You made no move in time.",
    "commit-double": "You have made your move already.",
    "reveal-double": "You have shown your move already.",
    "reveal-wrong": "This is not the move that you made.",
    "room-lost": "The server lost this room for a moment. Join again.",
    "rooms-apart": "Rooms need Redis where the server has several workers: set OIVIS_REDIS_URL.",
}

Said = Start | Next | Close | Commit | Reveal
Heard = Open | Join | Ping | Said
Answered = Welcome | Pong | Room | Failed

_decoder: msgspec.json.Decoder[Heard] = msgspec.json.Decoder(Heard)
_encoder = msgspec.json.Encoder()


class RefusedError(Exception):
    """Something that a player may not do; its text is a code of `REFUSALS`."""


def decode(text: str) -> Heard:
    """Read one message of a client.

    Raises
    ------
    ValueError
        If it is not exactly one of `Heard`, or longer than `MESSAGE_BYTES`.
    """
    if len(text) > MESSAGE_BYTES:
        raise ValueError(f"{len(text)} letters are too many; {MESSAGE_BYTES} are the most")
    # msgspec's errors are ValueErrors; text that cannot be UTF-8 and nesting without end are not.
    try:
        return _decoder.decode(text)
    except (UnicodeEncodeError, RecursionError) as error:
        raise ValueError("not JSON in UTF-8") from error


def encode(message: Answered) -> str:
    """Write one message of the server."""
    return _encoder.encode(message).decode()


def with_you(room: Room, you: You | None) -> Room:
    """Give the same state, told to another."""
    return msgspec.structs.replace(room, you=you)


def refusal(code: str) -> Failed:
    """Give the message of a refusal."""
    return Failed(code, REFUSALS[code])
