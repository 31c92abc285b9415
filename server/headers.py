"""The headers of every response, errors included, and the refusal of every body."""

import re
from collections.abc import Callable, Sequence

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server import forms
from server.figures import batch

POLICY = (
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "style-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
)

# The stage as a campaign's maker sees it, beside the form.
PREVIEW = re.compile(r"/studio/c/[^/]+/preview")

# Without it an isolated page of others could not load what comes from here.
CROSS_ORIGIN = {"cross-origin-resource-policy": "cross-origin"}
# Pages of any origin may have these: the one script for pages that show a campaign, and the bridge's index,
# wheels and runtime. None of it is anybody's own.
PUBLIC = re.compile(r"/embed\.js$|/(simple|ort|assets/wheels|assets/ort)/")

DISCARD_BYTES = 1 << 20
DISCARD_S = 2.0

ALLOWED = ("autoplay", "camera", "fullscreen", "microphone", "screen-wake-lock")
DENIED = (
    "accelerometer",
    "display-capture",
    "encrypted-media",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "serial",
    "storage-access",
    "usb",
    "window-management",
    "xr-spatial-tracking",
)


def page_policy() -> str:
    """Give the policy that a page of files carries in itself; frames cannot be named there."""
    return "; ".join((*POLICY, "connect-src 'self'"))


def secure_headers(frame_ancestors: str, whip: Sequence[str] = ()) -> dict[str, str]:
    """Give the headers that every response carries.

    Parameters
    ----------
    frame_ancestors : str
        Who may show the page in a frame, as CSP writes it: ``'none'``, ``'self'``, ``https://host``.
    whip : sequence of str
        Origins of the streaming servers that the page may talk to, beside its own.
    """
    connect = " ".join(("connect-src 'self'", *whip))
    permissions = [f"{name}=(self)" for name in ALLOWED] + [f"{name}=()" for name in DENIED]
    return {
        "content-security-policy": "; ".join((*POLICY, connect, f"frame-ancestors {frame_ancestors}")),
        # Together these isolate the page: without them there are no WASM threads.
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-embedder-policy": "require-corp",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": ", ".join(permissions),
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }


def public_headers(frame_ancestors: str, whip: Sequence[str] = ()) -> dict[str, str]:
    """Give the headers of files that pages of every origin may fetch, as `secure_headers`."""
    return secure_headers(frame_ancestors, whip) | CROSS_ORIGIN | {"access-control-allow-origin": "*"}


def studio_headers() -> dict[str, str]:
    """Give the headers of the studio's pages: in nobody's frame, themselves with one of our own."""
    headers = secure_headers("'none'")
    headers["content-security-policy"] += "; frame-src 'self'"
    # Without a referrer a browser hides where a form comes from, also from ourselves.
    return headers | {"referrer-policy": "same-origin", "cache-control": "no-store"}


def embedded_headers(
    frame_ancestors: str, origins: Sequence[str], whip: Sequence[str] = ()
) -> dict[str, str]:
    """Give the headers of a campaign that pages of `origins` may show in a frame, isolated ones too."""
    sources = [source for source in frame_ancestors.split() if source != "'none'"]
    return secure_headers(" ".join([*sources, *origins]), whip) | CROSS_ORIGIN


class SecureHeaders:
    """Put `secure_headers` on every response of the app inside; public files and the studio have others.

    A page that says by `request.state.embedders` who may show it has those beside `frame_ancestors`.
    """

    def __init__(self, app: ASGIApp, frame_ancestors: str, whip: Sequence[str] = ()) -> None:
        self.app = app
        self.frame_ancestors = frame_ancestors
        self.whip = whip
        self.headers = secure_headers(frame_ancestors, whip)
        self.public = public_headers(frame_ancestors, whip)
        self.studio = studio_headers()
        self.preview = secure_headers("'self'", whip) | {"cache-control": "no-store"}

    def _of(self, scope: Scope) -> dict[str, str]:
        path = scope.get("path", "")
        if embedders := scope.get("state", {}).get("embedders"):
            return embedded_headers(self.frame_ancestors, embedders, self.whip)
        if PUBLIC.match(path):
            return self.public
        if path != "/studio" and not path.startswith(forms.STUDIO):
            return self.headers
        return self.preview if PREVIEW.fullmatch(path) else self.studio

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._of(scope))
            await send(message)

        await self.app(scope, receive, send_secured)


async def _discard(receive: Receive) -> None:
    """Throw a small body away: closing on unread bytes would reset the connection, answer and all."""
    size, more = 0, True
    with anyio.move_on_after(DISCARD_S):
        while more and size < DISCARD_BYTES:
            message = await receive()
            size += len(message.get("body", b""))
            more = message.get("more_body", False)


class NoBodies:
    """Refuse every request that brings a body: no picture of a viewer has a way in.

    `hears` tells whether an address may send counters now.

    There are two exceptions: a form of the studio, which is behind a session (`forms.refusal` says which),
    and the counters of a campaign's page, a few kilobytes of known names (`batch.refusal`).
    """

    def __init__(self, app: ASGIApp, hears: Callable[[str], bool] = lambda address: True) -> None:
        self.app = app
        self.hears = hears

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        refused = self._refusal(scope) if scope["type"] == "http" else None
        if refused is None:
            return await self.app(scope, receive, send)
        # Whoever waits for leave to send hears the refusal first.
        if "expect" not in Headers(scope=scope):
            await _discard(receive)
        await refused(scope, receive, send)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        if forms.is_form(scope):
            return forms.refusal(scope, headers)
        if batch.is_batch(scope):
            return batch.refusal(scope, headers, self.hears)
        if "transfer-encoding" in headers or headers.get("content-length", "0").strip() != "0":
            return forms.refused(413, "This server takes no data from anyone. Ask again without a body.")
        return None
