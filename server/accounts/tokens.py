"""Secrets that are handed out: the reader keeps the token, the database its sha256."""

import hashlib
import hmac
import secrets


def make_token() -> str:
    """Give a new token: 43 characters of 256 random bits, fit for an address and a cookie."""
    return secrets.token_urlsafe(32)


def kept(token: str) -> str:
    """Give what is kept of a token. It is random, so a fast hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def form_token(session: str) -> str:
    """Give what every form of a session carries: another site cannot know it."""
    return hmac.new(session.encode("utf-8", "replace"), b"form", hashlib.sha256).hexdigest()


def is_form_token(session: str, given: str) -> bool:
    """Tell whether a form came from one of our own pages."""
    return hmac.compare_digest(form_token(session).encode(), given.encode("utf-8", "replace"))
