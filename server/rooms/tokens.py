"""Codes of rooms, and the tokens by which a player comes back to the place left."""

import hashlib
import hmac
import re
import secrets

# Without those that are taken for one another when they are read aloud or off a wall: 887 million codes.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE = re.compile(f"[{LETTERS}]{{6}}")
SECRET_BYTES = 32


def new_code() -> str:
    """Make up a room's code."""
    return "".join(secrets.choice(LETTERS) for _ in range(6))


def new_fan() -> str:
    """Make up who somebody is in a room."""
    return secrets.token_hex(8)


def token(secret: bytes, code: str, fan: str) -> str:
    """Give the token of one player in one room: ``FAN.SIGNATURE``. Nothing of it is kept on the server."""
    signature = hmac.new(secret, f"{code}:{fan}".encode(), hashlib.sha256).hexdigest()[:40]
    return f"{fan}.{signature}"


def bearer(secret: bytes, code: str, shown: str) -> str | None:
    """Give who a token belongs to, or None where it was not made here for this room."""
    fan = shown.partition(".")[0]
    wanted = token(secret, code, fan)
    return fan if hmac.compare_digest(wanted.encode(), shown.encode()) else None
