"""How whatever takes long tells how far it has come."""

from collections.abc import Callable

# Told of what, how many are done, how many there are.
Progress = Callable[[str, int, int], None]


def counter(what: str, total: int, progress: Progress) -> Callable[[], None]:
    """Give what counts one more each time that it is called."""
    done = 0

    def advance() -> None:
        nonlocal done
        done += 1
        progress(what, done, total)

    return advance
