"""What stands for a promise of JavaScript's in Python, where Pyodide's own would take longer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, NoReturn

_Waiter = Callable[["Promised"], Any]


class Promised:
    """A result to come that tells of itself at once; `run_sync` takes it for a future.

    The futures of Pyodide's event loop tell by two timers, some 0.1 ms after the promise has settled. Whoever
    blocks is woken by JavaScript and needs no event loop.
    """

    # By this asyncio knows a future.
    _asyncio_future_blocking = False

    def __init__(self) -> None:
        self._value: Any = None
        self._error: BaseException | None = None
        self._is_done = False
        self._waiters: list[_Waiter] = []

    def __await__(self) -> NoReturn:
        # That there is such a method is asked before its callbacks are used.
        raise RuntimeError("It is for those who block; await a future of the event loop.")

    def add_done_callback(self, waiter: _Waiter, *, context: Any = None) -> None:
        """Call `waiter` with this, now if there is a result."""
        if self._is_done:
            waiter(self)
        else:
            self._waiters.append(waiter)

    def set_result(self, value: Any) -> None:
        """Give the result; JavaScript calls it."""
        self._value = value
        self._settle()

    def set_exception(self, error: BaseException) -> None:
        """Give what went wrong; JavaScript calls it."""
        self._error = error
        self._settle()

    def _settle(self) -> None:
        self._is_done = True
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            waiter(self)

    def done(self) -> bool:
        """Whether there is a result."""
        return self._is_done

    def cancelled(self) -> bool:
        """Never."""
        return False

    def result(self) -> Any:
        """Give the result, or raise what went wrong."""
        if self._error is not None:
            raise self._error
        return self._value


class _Loop:
    """The event loop that Pyodide sees while JavaScript is called: it is asked for futures alone."""

    def __init__(self, create_future: Callable[[], Any]) -> None:
        self.create_future = create_future


def called(create_future: Callable[[], Any], call: Callable[..., Any], *arguments: Any) -> Any:
    """Call JavaScript, and choose what stands for the promise that it gives.

    Parameters
    ----------
    create_future : callable
        Makes it.
    call : callable
    *arguments
    """
    before = asyncio._get_running_loop()
    asyncio._set_running_loop(_Loop(create_future))  # type: ignore[arg-type]  # all that is asked of it is there
    try:
        return call(*arguments)
    finally:
        asyncio._set_running_loop(before)
