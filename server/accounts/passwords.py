"""Passwords: argon2id, and no more than that."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from server.texts.say import say

SHORTEST, LONGEST = 12, 200

# The library's own choice follows RFC 9106, low memory: 64 MiB, three passes.
_hasher = PasswordHasher()

# Threads of their own, and few: many who guess at once take neither the memory nor the threads of the others.
_threads = ThreadPoolExecutor(2, "passwords")


def check_password(password: str, name: str) -> None:
    """Refuse a password that is guessed before it is tried.

    Raises
    ------
    ValueError
        Says what would be right.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise ValueError(
            say(
                "A password has {shortest} to {longest} characters; a short sentence does well.",
                shortest=SHORTEST,
                longest=LONGEST,
            )
        )
    if len(set(password)) < 5 or name.casefold() in password.casefold():
        raise ValueError(
            say("This password is easy to guess; a short sentence that is yours alone does well.")
        )


async def hash_password(password: str) -> str:
    """Give what is kept of a password. It takes a while, on purpose, and not on the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _hasher.hash, password)


async def verify_password(kept: str | None, password: str) -> bool:
    """Tell whether a password is the one that was kept; as slow where nobody has that name."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _verify, kept, password[: LONGEST + 1])


def _verify(kept: str | None, password: str) -> bool:
    try:
        return _hasher.verify(kept or _nobodys(), password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    return _hasher.hash("of nobody at all")
