"""A player as a browser is one: a WebSocket of the page's own origin, and JSON."""

import contextlib
import json
import secrets
import time

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from server.rooms.tally import commitment

WAIT_S = 10


class Player:
    """One connection; `heard` is every message in order, `room` the newest state."""

    def __init__(self, url, code, origin=None, **options):
        self.url, self.heard, self.room = url, [], None
        self.socket = connect(
            f"{url.replace('http', 'ws', 1)}/rooms/{code}",
            origin=origin or url,
            proxy=None,
            compression=None,
            # Else sixteen messages that nobody took stop all reading, and `close` waits ten seconds.
            max_queue=None,
            legacy=True,
            **options,
        )

    @classmethod
    def open(cls, url, name="Anchor", **wish):
        player = cls(url, "new")
        player.say("open", name=name, **wish)
        return player.enter()

    @classmethod
    def join(cls, url, code, name="Fan", token="", **options):
        player = cls(url, code, **options)
        player.say("join", name=name, token=token)
        return player.enter()

    def enter(self):
        welcome = self.hear("welcome")
        self.code, self.fan, self.token = welcome["code"], welcome["fan"], welcome["token"]
        self.until(lambda room: room["you"])
        return self

    def say(self, kind, **fields):
        self.socket.send(json.dumps({"type": kind, **fields}))

    def take(self, timeout=WAIT_S):
        message = json.loads(self.socket.recv(timeout=timeout))
        self.heard.append(message)
        if message["type"] == "room":
            self.room = message
        return message

    def hear(self, kind):
        """The next message of a kind."""
        deadline = time.monotonic() + WAIT_S
        while (message := self.take())["type"] != kind:
            assert time.monotonic() < deadline, f"no {kind}, but {self.heard[-3:]}"
        return message

    def until(self, is_right):
        """The first state, from the one that is known on, of which something is true."""
        deadline = time.monotonic() + WAIT_S
        while self.room is None or not is_right(self.room):
            assert time.monotonic() < deadline, f"{self.room}"
            self.take()
        return self.room

    def phase(self, *names):
        return self.until(lambda room: room["phase"] in names)

    def failed(self):
        return self.hear("failed")["code"]

    def ended(self):
        """The code that the server closed the connection with."""
        try:
            while True:
                self.take()
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006

    def commit(self, move, number=None, fan=None):
        self.nonce, number = secrets.token_hex(16), number or self.room["round"]
        self.say("commit", round=number, hash=commitment(move, self.nonce, number, fan or self.fan))

    def show(self, move, number=None, nonce=None):
        self.say("reveal", round=number or self.room["round"], move=move, nonce=nonce or self.nonce)

    def leave(self):
        self.socket.close()

    def vanish(self):
        """End as a phone without network does, as far as a loopback can: no goodbye."""
        with contextlib.suppress(OSError):  # the server may have ended it already
            self.socket.socket.shutdown(2)
        self.socket.close()


def play(players, moves):
    """Play the round that has begun, to its result; give it as the first player heard it."""
    for player, move in zip(players, moves, strict=True):
        player.phase("countdown", "commit")
        if move:
            player.commit(move)
    for player, move in zip(players, moves, strict=True):
        if move:
            player.phase("reveal")
            player.show(move)
    for player in players:
        player.phase("result", "over")
    return players[0].room["result"]
