"""What a run gives a callback, and where an output is no tensor. Functions called in_page run in the page."""

# ruff: noqa: F821

import pytest

from e2e.ortweb import toys


@pytest.fixture(scope="module", autouse=True)
def files(models):
    for name in ("arithmetic", "sequence"):
        (models / f"{name}.onnx").write_bytes(getattr(toys, name)())


def test_a_callback_is_called_with_results_or_a_reason(run):
    async def in_page():
        import asyncio

        import numpy as np
        import ortweb

        await opened()
        session = await ortweb.InferenceSession.create(address("arithmetic"))
        a = np.float32([1, 2])
        called = asyncio.Queue()
        for feeds in ({"a": a, "b": a}, {"a": a}):
            assert session.run_async(None, feeds, lambda *got: called.put_nowait(got), "mine") is None
        results, data, error = await called.get()
        none, _, reason = await called.get()
        return [[value.tolist() for value in results], data, error, none, reason]

    results, data, error, none, reason = run(in_page)
    assert [results, data, error, none] == [[[2, 4], [0, 0]], "mine", "", []]
    assert "was fed a float32 [2]" in reason


def test_a_sequence_is_refused_and_the_other_outputs_are_there(run):
    async def in_page():
        import numpy as np
        import ortweb

        await opened()
        session = await ortweb.InferenceSession.create(address("sequence"))
        feeds = {"x": np.float32([1, 2])}
        said = []
        for names in (None, ["pair"]):
            try:
                await session.run_async(names, feeds)
            except ortweb.OrtError as error:
                said.append(f"{type(error).__name__} {error}")
        (y,) = await session.run_async(["y"], feeds)
        return [session.get_outputs()[0].type, said, y.tolist()]

    kind, said, y = run(in_page)
    assert kind == "seq(tensor(float))"
    assert all(one.startswith("NotImplemented") and "pair is a seq(tensor(float))" in one for one in said)
    assert len(said) == 2
    assert y == [-1, -2]
