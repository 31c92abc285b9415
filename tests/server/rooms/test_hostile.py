"""Clients as no browser makes them: floods, broken frames, sockets that say nothing or hear nothing."""

import asyncio
import base64
import json
import os
import socket
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.app import create_app
from server.rooms import limits, messages
from server.rooms.connection import Connection
from server.settings import Settings
from tests.server.rooms.player import Player, play
from tests.server.small import serving

GOOD = [
    {"type": "commit", "round": 1, "hash": "0" * 64},
    {"type": "reveal", "round": 1, "move": "rock", "nonce": "0" * 32},
    {"type": "start", "elimination": True},
    {"type": "ping", "sent": 1.0},
    {"type": "join", "name": "A", "token": ""},
    {"type": "open", "name": "A", "fans": 1, "rude": []},
]
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def spoilt(draw):
    """A good message with one field wrong, missing or too many."""
    message = dict(draw(st.sampled_from(GOOD)))
    field = draw(st.sampled_from([*message, "extra"]))
    if draw(st.booleans()):
        message[field] = draw(values)
    else:
        message.pop(field, None)
    return json.dumps(message)


@pytest.fixture
def room(alone):
    """An anchor who stays through everything."""
    anchor = Player.open(alone[0])
    yield anchor
    anchor.leave()


def still_plays(anchor, url):
    """The room goes on: a fan joins, and a round comes to its result."""
    fan = Player.join(url, anchor.code)
    anchor.room = None
    anchor.say("start")
    anchor.until(lambda state: state["phase"] == "countdown")
    result = play([anchor, fan], ["rock", "paper"])
    fan.leave()
    return result["paper"] == 1


@given(
    st.one_of(spoilt(), st.text(), values.map(json.dumps), st.sampled_from(["[" * 4000, "\ud800", "", "{"]))
)
@settings(max_examples=400)
def test_a_message_is_read_or_refused_and_nothing_else(text):
    try:
        found = messages.decode(text)
    except ValueError:
        return
    # What was read is what a good client could have said.
    assert messages.decode(messages._encoder.encode(found).decode()) == found


@given(
    st.one_of(
        spoilt().map(str.encode),
        st.binary(max_size=300),
        st.binary(max_size=60).map(lambda data: b"\x81\x85" + data),
    ),
    st.sampled_from(["text", "binary", "raw"]),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_broken_frames_end_their_own_connection_at_most(alone, room, data, how):
    fan = Player.join(alone[0], room.code)
    if how == "raw":
        fan.socket.socket.sendall(data)
    else:
        fan.socket.send(data, text=how == "text")
    fan.vanish()
    other = Player.join(alone[0], room.code)
    other.say("ping", sent=1)
    assert other.hear("pong")["sent"] == 1
    other.leave()


@pytest.mark.parametrize("size", [messages.MESSAGE_BYTES + 1, 1_000_000])
def test_a_message_that_is_too_long_ends_its_connection(alone, room, size):
    fan = Player.join(alone[0], room.code)
    fan.say("ping", sent=1, more="x" * size)
    assert fan.ended() in (4400, 1009)
    assert still_plays(room, alone[0])


def test_a_picture_has_no_way_in(alone, room):
    fan = Player.join(alone[0], room.code)
    fan.socket.send(b"\xff\xd8 a picture")
    assert fan.failed() == "message-invalid"
    assert fan.ended() == 4400


def test_a_flood_ends_its_own_connection_and_the_room_plays_on(alone, room):
    fan = Player.join(alone[0], room.code)
    for number in range(200):
        try:
            fan.say("ping", sent=number)
        except OSError:
            break
        except Exception as error:  # closed by the server in the midst of it
            assert "4429" in str(error)
            break
    assert fan.ended() == 4429
    assert still_plays(room, alone[0])


def test_whoever_guesses_codes_or_opens_rooms_without_end_is_stopped(site, quick, monkeypatch):
    monkeypatch.setattr(limits, "TRIES_AT_ONCE", 3)
    with serving(create_app(Settings(site))) as client:
        heard = []
        for code, kind in [("AAAAAA", "join")] * 4 + [("new", "open")]:
            player = Player(str(client.base_url), code)
            player.say(kind, name="A")
            heard.append(player.failed())
    assert heard == ["room-missing"] * 3 + ["too-fast"] * 2


def test_a_server_that_is_full_says_so(site, quick, monkeypatch):
    monkeypatch.setattr(limits, "ROOMS", 1)
    monkeypatch.setattr(limits, "CONNECTIONS", 2)
    with serving(create_app(Settings(site))) as client:
        url = str(client.base_url)
        anchor = Player.open(url)
        second = Player(url, "new")
        second.say("open", name="B")
        assert second.failed() == "server-full"
        assert second.ended() == 1013
        fan = Player.join(url, anchor.code)
        third = Player(url, anchor.code)
        assert third.failed() == "server-full"
        fan.leave()
        anchor.until(lambda state: state["fans"] == 0)
        Player.join(url, anchor.code).leave()


def test_several_workers_without_redis_have_no_rooms(site):
    with serving(create_app(Settings(site, workers=2))) as client:
        player = Player(str(client.base_url), "new")
        player.say("open", name="A")
        assert player.failed() == "rooms-apart"
        assert player.ended() == 4501


def handshake(url, code):
    """Open a WebSocket by hand; give the plain socket, from which nothing is read by itself."""
    host = url.removeprefix("http://")
    name, _, port = host.partition(":")
    plain = socket.socket()
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    plain.settimeout(20)
    plain.connect((name, int(port)))
    key = base64.b64encode(os.urandom(16)).decode()
    plain.sendall(
        f"GET /rooms/{code} HTTP/1.1\r\nhost: {host}\r\norigin: {url}\r\nupgrade: websocket\r\n"
        f"connection: upgrade\r\nsec-websocket-key: {key}\r\nsec-websocket-version: 13\r\n\r\n".encode()
    )
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += plain.recv(1)
    assert b" 101 " in head
    return plain


def frame(message):
    """A client's text frame; its mask of zeros leaves the text as it is."""
    data = json.dumps(message).encode()
    assert len(data) < 126
    return bytes([0x81, 0x80 | len(data)]) + bytes(4) + data


def test_sockets_that_say_nothing_are_ended(site, quick, monkeypatch):
    monkeypatch.setattr(limits, "JOIN_S", 0.5)
    monkeypatch.setattr(limits, "SILENCE_S", 0.5)
    with serving(create_app(Settings(site))) as client:
        url = str(client.base_url)
        with handshake(url, "new") as mute:
            assert b"silent" in mute.recv(1000)
        anchor = Player.open(url)
        assert anchor.failed() == "silent"
        assert anchor.ended() == 4408


def test_a_handshake_that_never_ends_holds_up_nobody(alone, room):
    host = alone[0].removeprefix("http://")
    name, _, port = host.partition(":")
    halves = [socket.create_connection((name, int(port))) for _ in range(50)]
    for half in halves:
        half.sendall(b"GET /rooms/new HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\n")
    assert still_plays(room, alone[0])
    for half in halves:
        half.close()


def test_a_fan_who_hears_nothing_slows_nobody_and_is_parted_with(site, quick, monkeypatch):
    monkeypatch.setattr(limits, "STALL_S", 0.5)
    monkeypatch.setattr(limits, "MESSAGES_PER_S", 1e9)
    monkeypatch.setattr(limits, "MESSAGES_AT_ONCE", 1e9)
    app = create_app(Settings(site))
    with serving(app, send_bytes=4096) as client:
        url = str(client.base_url)
        anchor = Player.open(url)
        with handshake(url, anchor.code) as deaf:
            deaf.sendall(frame({"type": "join", "name": "Deaf"}))
            anchor.until(lambda state: state["fans"] == 1)
            deadline = time.monotonic() + 60
            ping = frame({"type": "ping", "sent": 1.0}) * 200
            deaf.setblocking(False)
            # Answers pile up: in the kernel, in the transport, then in the queue.
            while anchor.room["fans"] == 1:
                assert time.monotonic() < deadline, "the deaf one is still here"
                try:
                    deaf.send(ping)
                except OSError:
                    time.sleep(0.01)
                anchor.say("ping", sent=2.0)
                then = time.monotonic()
                anchor.hear("pong")
                assert time.monotonic() - then < 5
        assert still_plays(anchor, url)


def test_who_is_behind_is_told_the_newest_state_and_not_the_old_ones():
    async def tell():
        sent, gate = [], asyncio.Event()

        async def send(text):
            await gate.wait()
            sent.append(text)

        async def close(code, reason):
            sent.append(f"closed {code}")

        connection = Connection("w.1", send, close)
        writer = asyncio.create_task(connection.write())
        await asyncio.sleep(0)
        for number in range(100):
            connection.post(f"state {number}")
            await asyncio.sleep(0)
        connection.end(4408, "silent", "goodbye")
        connection.post("never said")
        gate.set()
        await writer
        return sent, connection.dropped

    sent, dropped = asyncio.run(tell())
    assert sent[0] == "state 0"
    assert sent[-3:] == ["state 99", "goodbye", "closed 4408"]
    assert len(sent) <= limits.WAITING + 3
    assert len(sent) + dropped == 102
