"""Forms of the studio: from its own pages alone, of a size that is said before."""

import re

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import Scope

from server.texts.say import preferred, say, tell

STUDIO = "/studio/"
UPLOAD = re.compile(r"/studio/c/[^/]+/assets")

LARGEST_FORM = 512_000
# The largest asset, and what a form puts around it.
LARGEST_UPLOAD = 32_100_000


def is_form(scope: Scope) -> bool:
    """Tell whether a request is one that may bring a form."""
    return scope["method"] == "POST" and scope["path"].startswith(STUDIO)


def refusal(scope: Scope, headers: Headers) -> PlainTextResponse | None:
    """Say why a form is not taken; None where it is.

    A session and a token are asked for by the page itself: this is what is known before the body is read.
    """
    if not is_ours(scope, headers):
        return refused(403, say("This form came from another site. Open the studio and try again."), headers)
    length = headers.get("content-length", "")
    if "transfer-encoding" in headers or not re.fullmatch(r"[0-9]{1,12}", length):
        return refused(411, say("How long the form is must be said before it is sent."), headers)
    most = LARGEST_UPLOAD if UPLOAD.fullmatch(scope["path"]) else LARGEST_FORM
    if int(length) > most:
        return refused(413, say("This is too large: {most} bytes are the most.", most=most), headers)
    return None


def is_ours(scope: Scope, headers: Headers) -> bool:
    """Tell whether a page of this origin sent it; browsers without Sec-Fetch-Site say Origin at least."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    if origin is None or (origin == "null" and site is not None):
        return site is not None
    return origin == f"{scope['scheme']}://{headers.get('host', '')}"


def refused(status: int, sentence: str, headers: Headers | None = None) -> PlainTextResponse:
    """Answer a body that is not taken, in the language that the request's `headers` ask for, and close."""
    language = preferred(headers.get("accept-language", "") if headers else "")
    return PlainTextResponse(f"{tell(sentence, language)}\n", status, headers={"connection": "close"})
