"""Runs are waited for, blocked or awaited, in turn. Functions called in_page run in the page."""

# ruff: noqa: F821

import pytest

from e2e.ortweb import toys


@pytest.fixture(scope="module", autouse=True)
def files(models):
    (models / "arithmetic.onnx").write_bytes(toys.arithmetic())
    for name in ("float32", "int32"):
        (models / f"{name}.onnx").write_bytes(toys.reverse(toys.DTYPES[name]))


def test_run_blocks_until_the_result_is_there(run):
    async def in_page():
        import js
        import numpy as np
        from ortweb import InferenceSession

        await opened()
        session = await InferenceSession.create(f"{js.location.origin}/models/arithmetic.onnx")
        (total,) = session.run(["sum"], {"a": np.float32([1, 2]), "b": np.float32([3, 4])})
        return total.tolist()

    assert run(in_page) == [4, 6]


def test_run_where_the_page_cannot_block_says_what_to_await(run):
    async def in_page():
        import asyncio

        import js
        import numpy as np
        from ortweb import InferenceSession
        from pyodide.ffi import create_once_callable

        await opened()
        session = await InferenceSession.create(f"{js.location.origin}/models/arithmetic.onnx")
        said, made = (asyncio.get_running_loop().create_future() for _ in range(2))

        def callback():
            # JavaScript calls this from a timer: there is no Python below it that could be suspended.
            try:
                session.run(None, {"a": np.zeros(2, np.float32), "b": np.zeros(2, np.float32)})
            except RuntimeError as error:
                said.set_result(str(error))
            try:
                InferenceSession(b"model")
            except RuntimeError as error:
                made.set_result(str(error))

        js.setTimeout(create_once_callable(callback), 0)
        return [await said, await made]

    message, made_message = run(in_page)
    assert "await session.run_async(...)" in message
    assert "await InferenceSession.create(...)" in made_message


def test_tasks_that_block_wait_each_for_its_own_run(run):
    async def in_page():
        import asyncio

        import numpy as np
        from ortweb import InferenceSession
        from pyodide.ffi import can_run_sync

        await opened()
        session = await InferenceSession.create(address("float32"))
        seen = []

        async def one(i):
            task = asyncio.current_task()
            for turn in range(3):
                (y,) = session.run(None, {"x": np.full((1000 * (5 - i), 3), i, np.float32)})
                assert asyncio.current_task() is task
                seen.append([i, turn, int(y[0, 0])])
                # What is awaited in between is as before, and one can block after it.
                await asyncio.sleep(0)
                assert can_run_sync()
            return i

        return [await asyncio.gather(*(one(i) for i in range(4))), sorted(seen)]

    ended, seen = run(in_page)
    assert ended == [0, 1, 2, 3]
    assert seen == [[i, turn, i] for i in range(4) for turn in range(3)]


def test_a_run_that_fails_while_python_blocks_is_raised_there(run):
    async def in_page():
        import numpy as np
        from ortweb import InferenceSession, OrtError, RunOptions

        await opened()
        session = await InferenceSession.create(address("float32"))
        options = RunOptions()
        options.terminate = True
        feeds = {"x": np.float32([[1, 2, 3]])}
        try:
            session.run(None, feeds, options)
        except OrtError as error:
            return [type(error).__name__, session.run(None, feeds)[0].tolist()]

    assert run(in_page) == ["Fail", [[3, 2, 1]]]


def test_runs_end_in_the_order_they_were_asked_for(run):
    async def in_page():
        import asyncio

        import js
        import numpy as np
        from ortweb import InferenceSession

        await opened()
        origin = js.location.origin
        sessions = [
            await InferenceSession.create(f"{origin}/models/{name}.onnx") for name in ("float32", "int32")
        ]
        ended = []

        async def one(i):
            # The first are the largest: were they not in one queue, the small ones would overtake them.
            x = np.full((200_000 if i < 2 else 1, 3), i, ("float32", "int32")[i % 2])
            (y,) = await sessions[i % 2].run_async(None, {"x": x})
            ended.append(int(y[0, 0]))

        await asyncio.gather(*(one(i) for i in range(8)))
        return ended

    assert run(in_page) == list(range(8))


def test_a_failed_run_does_not_stop_those_behind_it(run):
    async def in_page():
        import asyncio

        import js
        import numpy as np
        from ortweb import InferenceSession, RunOptions

        await opened()
        closed, kept = [
            await InferenceSession.create(f"{js.location.origin}/models/float32.onnx") for _ in range(2)
        ]
        closed.close()
        options = RunOptions()
        options.terminate = True
        feeds = {"x": np.float32([[1, 2, 3]])}
        *failed, result = await asyncio.gather(
            closed.run_async(None, feeds),
            kept.run_async(None, feeds, run_options=options),
            kept.run_async(None, feeds),
            return_exceptions=True,
        )
        return [[f"{type(error).__name__} {error}" for error in failed], result[0].tolist()]

    (closed, terminated), result = run(in_page)
    assert closed == "RuntimeError This session is closed."
    assert terminated.startswith("Fail [ONNXRuntimeError] : 1 : FAIL : ")
    assert "Model float32.onnx on wasm was fed x float32 [1, 3]" in terminated
    assert "terminate flag" in terminated
    assert result == [[3, 2, 1]]
