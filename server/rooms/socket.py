"""The WebSocket of a room: what a player says, checked and counted before it gets anywhere."""

import asyncio
import contextlib
import logging
from urllib.parse import urlsplit

from starlette.websockets import WebSocket, WebSocketDisconnect

from server.buckets import Bucket, network
from server.rooms import limits, messages
from server.rooms.connection import Connection
from server.rooms.match import ANCHOR
from server.rooms.messages import Heard, Join, Open, Ping, Pong, RefusedError
from server.rooms.names import tidy
from server.rooms.room import Room, now_ms, refuse
from server.rooms.rooms import Rooms
from server.rooms.tokens import CODE, bearer, new_fan

logger = logging.getLogger(__name__)


def is_ours(websocket: WebSocket) -> bool:
    """Tell whether a page of this server asks: any page of the web could open a socket."""
    host = websocket.headers.get("host", "")
    try:
        return bool(host) and urlsplit(websocket.headers.get("origin", "")).netloc == host
    except ValueError:
        return False


async def play(websocket: WebSocket) -> None:
    """Serve one player from the first message to the last."""
    if not is_ours(websocket):
        await websocket.close()  # before it is accepted: HTTP's 403
        return
    await websocket.accept()
    rooms: Rooms = websocket.app.state.rooms
    connection = Connection(rooms.new_link(), websocket.send_text, websocket.close)
    writer = asyncio.create_task(connection.write())
    seat: tuple[Room, str] | None = None
    try:
        seat = await _seat(websocket, rooms, connection)
        await _listen(websocket, connection, *seat)
    except RefusedError as error:
        refuse(connection, str(error))
        # What was said last is still to be sent.
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(writer, limits.JOIN_S)
    except (WebSocketDisconnect, RuntimeError):
        pass  # gone in the midst of a word
    except asyncio.CancelledError:
        if not connection.is_cut:
            raise
    finally:
        rooms.connections.discard(connection)
        writer.cancel()
        if seat:
            seat[0].depart(seat[1], connection)


async def _hear(websocket: WebSocket, connection: Connection) -> Heard:
    """Wait for one message."""
    message = await websocket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1006))
    connection.heard_s = asyncio.get_running_loop().time()
    try:
        return messages.decode(message.get("text") or "")
    except ValueError as error:
        raise RefusedError("message-invalid") from error


async def _seat(websocket: WebSocket, rooms: Rooms, connection: Connection) -> tuple[Room, str]:
    """Hear the first message; give the room, and who it is that speaks."""
    if not rooms.connect(connection):
        raise RefusedError("server-full")
    code = websocket.path_params["code"]
    try:
        first = await asyncio.wait_for(_hear(websocket, connection), limits.JOIN_S)
    except TimeoutError as error:
        raise RefusedError("silent") from error
    if not isinstance(first, Open if code == "new" else Join):
        raise RefusedError("message-early")
    if rooms.is_apart:
        raise RefusedError("rooms-apart")
    name = tidy(first.name)
    if rooms.rude.holds(name):
        raise RefusedError("name-rude")
    address = websocket.client.host if websocket.client else ""
    try:
        room, fan = await _find(rooms, code, first, address)
    except OSError as error:
        logger.error("%s", error)
        raise RefusedError("room-lost") from error
    if room.rude.holds(name):
        raise RefusedError("name-rude")
    room.arrive(fan, name, connection)
    return room, fan


async def _find(rooms: Rooms, code: str, first: Open | Join, address: str) -> tuple[Room, str]:
    """Open a room, or find the one that is asked for and who is meant by the token."""
    now_s = asyncio.get_running_loop().time()
    if isinstance(first, Open):
        if not rooms.tries.take(network(address), now_s):
            raise RefusedError("too-fast")
        if (opened := await rooms.open(first)) is None:
            raise RefusedError("server-full")
        return opened, ANCHOR
    room = await rooms.find(code) if CODE.fullmatch(code) else None
    if room is None:
        # Whoever guesses at codes does not guess for long.
        raise RefusedError("room-missing" if rooms.tries.take(network(address), now_s) else "too-fast")
    fan = bearer(rooms.secret, code, first.token) if first.token else new_fan()
    if fan is None:
        raise RefusedError("token-invalid")
    return room, fan


async def _listen(websocket: WebSocket, connection: Connection, room: Room, fan: str) -> None:
    """Hear everything after the first message, until the connection ends."""
    loop = asyncio.get_running_loop()
    bucket = Bucket(limits.MESSAGES_PER_S, limits.MESSAGES_AT_ONCE)
    while True:
        said = await _hear(websocket, connection)
        if not bucket.take(loop.time()):
            raise RefusedError("too-fast")
        if isinstance(said, Ping):
            connection.post(messages.encode(Pong(said.sent, now_ms())))
        elif isinstance(said, Open | Join):
            raise RefusedError("message-early")
        else:
            room.say(fan, said)
