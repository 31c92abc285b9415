"""Drives a coroutine from one JavaScript promise to the next, without the turns of an event loop between."""

from __future__ import annotations

import asyncio
from asyncio import events
from collections.abc import Callable, Coroutine, Generator
from time import perf_counter
from typing import Any


class Conductor:
    """The event loop that a coroutine sees while it runs: it goes on the moment that a promise settles.

    Pyodide makes a promise awaitable by a future of the running loop, and its own loop hands every result
    over by a timer, some milliseconds later on a busy machine. Whatever else a loop does is done by that.

    Attributes
    ----------
    spent_ms : float
        Time since the coroutine began in which Python ran; what it called of JavaScript is in it.
    """

    def __init__(self) -> None:
        self.spent_ms = 0.0
        self._loop = events._get_running_loop()
        self._coroutine: Coroutine[Any, Any, None] | None = None
        self._done: Callable[[float], Any] = lambda spent_ms: None
        self._failed: Callable[[BaseException], Any] = lambda error: None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loop or asyncio.get_event_loop(), name)

    def run(
        self,
        coroutine: Coroutine[Any, Any, None],
        done: Callable[[float], Any],
        failed: Callable[[BaseException], Any],
    ) -> None:
        """Run a coroutine to its first promise, and from there on as promises settle.

        Parameters
        ----------
        coroutine : coroutine
            One at a time.
        done : callable
            Told at its end, with `spent_ms`.
        failed : callable
            Told what it raised.

        Raises
        ------
        RuntimeError
            If another one has not ended yet.
        """
        if self._coroutine:
            coroutine.close()
            raise RuntimeError("a coroutine is being conducted already: wait until it is done")
        self._coroutine, self._done, self._failed = coroutine, done, failed
        self.spent_ms = 0.0
        self._go(coroutine.send, None)

    def create_future(self) -> _Future:
        """What stands for a promise."""
        return _Future(self)

    def _go(self, how: Callable[[Any], Any], given: Any) -> None:
        """Go on until the next promise or the end."""
        before = events._get_running_loop()
        events._set_running_loop(self)  # type: ignore[arg-type]  # all that is asked of it is there
        began = perf_counter()
        try:
            how(given)
        except StopIteration:
            self._end(self._done, None, began)
        except BaseException as error:
            self._end(self._failed, error, began)
        else:
            self.spent_ms += (perf_counter() - began) * 1000
        finally:
            events._set_running_loop(before)

    def _end(self, tell: Callable[[Any], Any], error: BaseException | None, began: float) -> None:
        self._coroutine = None
        self.spent_ms += (perf_counter() - began) * 1000
        tell(self.spent_ms if error is None else error)

    def _goes_on(self, future: _Future) -> None:
        if self._coroutine is None:
            return
        if future.error is not None:
            self._go(self._coroutine.throw, future.error)
        else:
            self._go(self._coroutine.send, future.value)


class _Future:
    """One result to come; a promise calls `set_result` or `set_exception`."""

    def __init__(self, conductor: Conductor) -> None:
        self.value: Any = None
        self.error: BaseException | None = None
        self._conductor = conductor
        self._is_done = self._is_awaited = False

    def __await__(self) -> Generator[_Future, Any, Any]:
        if self._is_done:
            if self.error is not None:
                raise self.error
            return self.value
        self._is_awaited = True
        return (yield self)

    def cancelled(self) -> bool:
        """Never; timers ask."""
        return False

    def done(self) -> bool:
        """Whether there is a result."""
        return self._is_done

    def set_result(self, value: Any) -> None:
        """Go on with a value."""
        self.value = value
        self._settle()

    def set_exception(self, error: BaseException) -> None:
        """Go on with what went wrong."""
        self.error = error
        self._settle()

    def _settle(self) -> None:
        if self._is_done:
            return
        self._is_done = True
        if self._is_awaited:
            self._conductor._goes_on(self)
