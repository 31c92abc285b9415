"""A WHIP endpoint (RFC 9725) on the loopback, on aiortc: what it receives can be looked at."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
import uvicorn
from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

SDP = "application/sdp"


@dataclass
class Whip:
    """One endpoint and what came to it.

    Attributes
    ----------
    url : str
        Of the endpoint.
    token : str
        Without it everything is 401.
    refusal : Response or None
        What the next offers are answered with, in place of a session.
    requests : list of (str, str)
        Method and path of each request but preflights.
    frames, sounds : int
        How many pictures and pieces of sound have come.
    picture : ndarray of uint8, shape (H, W, 3)
        RGB, the last.
    """

    url: str = ""
    token: str = "sesame"
    refusal: Response | None = None
    requests: list[tuple[str, str]] = field(default_factory=list)
    frames: int = 0
    sounds: int = 0
    picture: np.ndarray | None = None
    sessions: dict[str, RTCPeerConnection] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        """The endpoint's origin."""
        return self.url.rsplit("/", 1)[0]

    async def post(self, request: Request) -> Response:
        """Answer an offer."""
        self.requests.append((request.method, request.url.path))
        if self.refusal:
            return self.refusal
        if request.headers.get("authorization") != f"Bearer {self.token}":
            return Response(status_code=401)
        if request.headers.get("content-type") != SDP:
            return Response(status_code=415)
        peer = RTCPeerConnection()
        peer.on("track", lambda track: asyncio.ensure_future(self._watch(track)))
        await peer.setRemoteDescription(RTCSessionDescription((await request.body()).decode(), "offer"))
        await peer.setLocalDescription(await peer.createAnswer())
        id = str(len(self.sessions))
        self.sessions[id] = peer
        # A path of its own, relative, as servers give it.
        return Response(
            peer.localDescription.sdp, 201, {"location": f"/session/{id}", "etag": '"1"'}, media_type=SDP
        )

    async def delete(self, request: Request) -> Response:
        """End a session."""
        self.requests.append((request.method, request.url.path))
        await self.sessions[request.path_params["id"]].close()
        return Response()

    async def _watch(self, track: MediaStreamTrack) -> None:
        try:
            while True:
                frame = await track.recv()
                if track.kind == "video":
                    self.frames += 1
                    self.picture = frame.to_ndarray(format="rgb24")
                else:
                    self.sounds += 1
        except MediaStreamError:
            pass

    def wait(self, has, timeout_s: float = 30) -> None:
        """Wait until `has()` is true; fails after a while."""
        end = time.monotonic() + timeout_s
        while not has():
            assert time.monotonic() < end, f"{self.frames} frames, {self.requests} after {timeout_s:g} s"
            time.sleep(0.05)


@contextmanager
def whip() -> Iterator[Whip]:
    """Run an endpoint on a free port."""
    endpoint = Whip()
    cors = Middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["*"],
        allow_headers=["*"],
        expose_headers=["Location"],
    )
    routes = [
        Route("/whip", endpoint.post, methods=["POST"]),
        Route("/session/{id}", endpoint.delete, methods=["DELETE"]),
    ]
    app = Starlette(routes=routes, middleware=[cors])
    listener = socket.create_server(("127.0.0.1", 0))
    endpoint.url = f"http://127.0.0.1:{listener.getsockname()[1]}/whip"
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="critical"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield endpoint
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
