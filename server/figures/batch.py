"""A batch: what one page has counted since it last said so."""

import re
from collections.abc import Callable, Iterator
from typing import Annotated

import msgspec
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import Scope

from server import forms
from server.figures.fields import Known

PATH = re.compile(r"/c/[^/]+/figures")
LARGEST_BATCH = 4096
# A page speaks every 15 s; nothing is done so often by hand.
MOST = 500

Name = Annotated[str, msgspec.Meta(max_length=40)]
Count = Annotated[int, msgspec.Meta(ge=1, le=MOST)]
DECODER = msgspec.json.Decoder(dict[Name, dict[Name, Count]])

# Field and label to how often.
Batch = dict[tuple[str, str], int]


def is_batch(scope: Scope) -> bool:
    """Tell whether a request is one that may bring a batch."""
    return scope["method"] == "POST" and PATH.fullmatch(scope["path"]) is not None


def refusal(
    scope: Scope, headers: Headers, hears: Callable[[str], bool] = lambda address: True
) -> PlainTextResponse | None:
    """Say why a batch is not taken, before a byte of it is read; None where it is.

    Of a flood most ends here: each costs little, and its connection.
    """
    address, _ = scope.get("client") or ("", 0)
    if not hears(address):
        return forms.refused(429, "That is too much at once. What was counted is not taken.")
    if not forms.is_ours(scope, headers):
        return forms.refused(403, "These figures came from another site.")
    if headers.get("content-type") != "application/json":
        return forms.refused(415, "Figures are sent as application/json.")
    length = headers.get("content-length", "")
    if "transfer-encoding" in headers or not re.fullmatch(r"[0-9]{1,12}", length):
        return forms.refused(411, "How long the figures are must be said before they are sent.")
    if int(length) > LARGEST_BATCH:
        return forms.refused(413, f"This is too large: {LARGEST_BATCH} bytes are the most.")
    return None


def read(body: bytes, known: Known) -> Batch:
    """Read a batch: ``{"photos": {"": 1}, "commands": {"next": 2}}``.

    Parameters
    ----------
    body : bytes
    known : mapping of str to set of str
        Fields and their labels, as `fields.known` gives them.

    Raises
    ------
    ValueError
        If it is no such JSON, names what nobody counts, or counts more than `MOST`.
    """
    try:
        sent = DECODER.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"These are no figures: {error}.") from error
    wrong = [*_wrong(sent, known)]
    if wrong:
        raise ValueError(" ".join(wrong))
    return {(field, label): count for field, counts in sent.items() for label, count in counts.items()}


def _wrong(sent: dict[str, dict[str, int]], known: Known) -> Iterator[str]:
    for field, counts in sent.items():
        if field not in known:
            yield f"{field!r} is not counted; right would be one of {', '.join(known)}."
        elif strange := counts.keys() - known[field]:
            right = ", ".join(sorted(known[field])) or "none"
            yield f"{field} has {sorted(strange)[0]!r}; right would be one of {right}."
