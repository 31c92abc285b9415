"""A run that brings the runtime's WebAssembly down, and what is left. Functions called in_page run there."""

# ruff: noqa: F821

import pytest
from onnx import parser

from e2e.ortweb import toys

# The least integer by -1 has no result: WebAssembly traps, and onnxruntime looks for zero alone.
LEAST = -(2**31)
DIVIDE = (
    '<ir_version: 8, opset_import: ["" : 18]> g (int32[N] x, int32[N] by) => (int32[N] y) { y = Div (x, by) }'
)


@pytest.fixture
def run(run_at, server, models):
    (models / "divide.onnx").write_bytes(parser.parse_model(DIVIDE).SerializeToString())
    (models / "arithmetic.onnx").write_bytes(toys.arithmetic())
    return run_at(server.url)


def test_a_trap_is_an_exception_and_every_session_works_again(run):
    async def in_page(least):
        import numpy as np
        import ortweb as ort

        await opened()
        divide = await ort.InferenceSession.create(address("divide"))
        other = ort.InferenceSession(address("arithmetic"))
        ones = np.ones(2, np.float32)
        kept = other.run_with_ort_values(["sum"], {"a": ones, "b": ones})[0]
        told = []
        for _ in range(2):
            try:
                divide.run(None, {"x": np.int32([least]), "by": np.int32([-1])})
            except ort.OrtError as error:
                told.append([type(error).__name__, "unrepresentable" in str(error)])
            told.append(other.run(["sum"], {"a": ones, "b": kept})[0].tolist())
            (quotient,) = await divide.run_async(None, {"x": np.int32([6]), "by": np.int32([2])})
            told.append(quotient.tolist())
        return told

    once = [["EngineError", True], [3, 3], [3]]
    assert run(in_page, LEAST) == once * 2


def test_runs_that_wait_behind_a_trap_are_done_by_the_next_runtime(run):
    async def in_page(least):
        import asyncio

        import numpy as np
        import ortweb as ort

        await opened()
        divide = await ort.InferenceSession.create(address("divide"))
        pairs = [(6, 1), (least, -1), (6, 2), (6, 3)]
        runs = [divide.run_async(None, {"x": np.int32([x]), "by": np.int32([by])}) for x, by in pairs]
        results = await asyncio.gather(*runs, return_exceptions=True)
        return [type(one).__name__ if isinstance(one, Exception) else one[0].tolist() for one in results]

    assert run(in_page, LEAST) == [[6], "EngineError", [3], [2]]


def test_a_session_that_javascript_made_says_that_its_runtime_has_died(run):
    async def in_page(least):
        import numpy as np
        import ortweb as ort

        engine = await opened()
        made = await engine.create(
            await engine.fetch(address("arithmetic")), "arithmetic", to_js([]), "{}", to_js([])
        )
        attached = ort.InferenceSession.attach(made.session)
        divide = await ort.InferenceSession.create(address("divide"))
        ones = np.ones(2, np.float32)
        told = [attached.run(["sum"], {"a": ones, "b": ones})[0].tolist()]
        for session, feeds in (
            (divide, {"x": np.int32([least]), "by": np.int32([-1])}),
            (attached, {"a": ones, "b": ones}),
        ):
            try:
                session.run(None, feeds)
            except ort.OrtError as error:
                told.append([type(error).__name__, str(error)])
        return told

    total, died, lost = run(in_page, LEAST)
    assert total == [2, 2]
    assert died[0] == lost[0] == "EngineError"
    assert "arithmetic is gone: its runtime has died" in lost[1]
