"""What a room's log holds, in order: the match is what they make of it, the same in every process."""

import msgspec
from msgspec import Struct

from server.rooms.messages import Said


class Opened(Struct, tag="opened", frozen=True):
    """The first event: how many fans may join, and the words that names here may not hold."""

    fans: int
    rude: list[str]


class Joined(Struct, tag="joined", frozen=True):
    """Somebody came, or came back, by a link: ``WORKER.NUMBER`` names one connection."""

    name: str
    link: str


class Left(Struct, tag="left", frozen=True):
    """A link ended."""

    link: str


class Gone(Struct, tag="gone", frozen=True):
    """A worker died, and all of its links with it."""

    worker: str


class Tick(Struct, tag="tick", frozen=True):
    """Time has passed."""


class Event(Struct, frozen=True, array_like=True):
    """One entry: when (milliseconds since 1970), who (empty for the server), and what."""

    at_ms: float
    fan: str
    what: Opened | Joined | Left | Gone | Tick | Said


_decoder = msgspec.json.Decoder(list[Event])


def decode(data: bytes) -> list[Event]:
    """Read events that `encode` wrote."""
    return _decoder.decode(data)


def encode(events: list[Event]) -> bytes:
    """Write events."""
    return msgspec.json.encode(events)
