import asyncio

import pytest
from oivis.conduct import Conductor


class Promise:
    """What JavaScript's promise is to Python: a future of the running loop."""

    def __init__(self):
        self.future = None

    def __await__(self):
        self.future = asyncio.get_event_loop().create_future()
        return self.future.__await__()


def conducted(coroutine, conductor=None):
    ends = []
    (conductor or Conductor()).run(coroutine, lambda ms: ends.append(ms), lambda error: ends.append(error))
    return ends


def test_a_coroutine_goes_on_in_the_very_moment_that_its_promise_settles():
    first, second, seen = Promise(), Promise(), []

    async def frame():
        seen.append(await first)
        seen.append(await second)

    ends = conducted(frame())
    assert seen == [] and ends == []
    first.future.set_result("matte")
    assert seen == ["matte"] and ends == []
    second.future.set_result("hands")
    assert seen == ["matte", "hands"] and len(ends) == 1 and ends[0] >= 0


def test_what_a_promise_is_rejected_with_is_raised_where_it_is_awaited():
    promise, seen = Promise(), []

    async def frame():
        try:
            await promise
        except ValueError as error:
            seen.append(error)

    ends = conducted(frame())
    promise.future.set_exception(ValueError("no model"))
    assert str(seen[0]) == "no model" and isinstance(ends[0], float)


def test_an_error_of_the_coroutine_is_told_and_the_next_one_can_run():
    async def fails():
        raise KeyError("hand")

    async def works():
        pass

    conductor = Conductor()
    (error,) = conducted(fails(), conductor)
    assert isinstance(error, KeyError)
    (spent,) = conducted(works(), conductor)
    assert spent >= 0


def test_a_second_coroutine_is_refused_while_one_runs():
    promise = Promise()

    async def frame():
        await promise

    conductor = Conductor()
    conducted(frame(), conductor)
    with pytest.raises(RuntimeError, match="wait until it is done"):
        conducted(frame(), conductor)


def test_a_promise_that_settles_before_it_is_awaited_is_not_lost():
    conductor, seen = Conductor(), []

    async def frame():
        future = asyncio.get_event_loop().create_future()
        future.set_result(7)
        seen.append(await future)

    assert len(conducted(frame(), conductor)) == 1 and seen == [7]


def test_the_loop_outside_is_another_one_again_after_each_step():
    async def main():
        outer, seen = asyncio.get_running_loop(), []

        async def frame():
            seen.append(asyncio.get_running_loop())
            await asyncio.sleep(0.001)
            seen.append("slept")

        conductor = Conductor()
        ends = conducted(frame(), conductor)
        assert asyncio.get_running_loop() is outer and seen == [conductor]
        async with asyncio.timeout(5):
            while not ends:
                await asyncio.sleep(0.001)
        assert seen[1:] == ["slept"] and isinstance(ends[0], float)

    asyncio.run(main())
