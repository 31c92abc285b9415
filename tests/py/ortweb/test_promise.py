"""What stands for a promise tells of its result at once."""

import asyncio

import pytest
from ortweb.promise import Promised, called


def test_it_tells_at_once_and_those_who_ask_later_too():
    promised, told = Promised(), []
    promised.add_done_callback(lambda one: told.append(["before", one.result()]))
    assert (told, promised.done(), promised.cancelled()) == ([], False, False)
    promised.set_result(3)
    promised.add_done_callback(lambda one: told.append(["after", one.result()]))
    assert told == [["before", 3], ["after", 3]]
    assert promised.done()


def test_an_error_is_raised_where_the_result_is_asked_for():
    promised = Promised()
    promised.set_exception(KeyError("x"))
    with pytest.raises(KeyError):
        promised.result()


def test_asyncio_takes_it_for_a_future_but_a_task_cannot_await_it():
    async def main():
        promised = Promised()
        assert asyncio.ensure_future(promised) is promised
        with pytest.raises(RuntimeError, match="event loop"):
            await promised

    asyncio.run(main())


def test_a_call_makes_the_future_that_is_wanted_and_the_loop_is_as_before():
    def like_pyodide(*arguments):
        return arguments, asyncio.get_running_loop().create_future()

    async def main():
        loop = asyncio.get_running_loop()
        given = called(Promised, like_pyodide, 1, 2)
        assert asyncio.get_running_loop() is loop
        return given

    arguments, future = asyncio.run(main())
    assert arguments == (1, 2)
    assert isinstance(future, Promised)


def test_a_call_that_fails_leaves_the_loop_as_before():
    async def main():
        loop = asyncio.get_running_loop()
        with pytest.raises(ZeroDivisionError):
            called(Promised, lambda: 1 / 0)
        return asyncio.get_running_loop() is loop

    assert asyncio.run(main())
