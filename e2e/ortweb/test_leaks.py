"""What is made is freed. Functions called in_page run in the page."""

# ruff: noqa: F821

import pytest

from e2e.ortweb import toys


@pytest.fixture(scope="module", autouse=True)
def files(models):
    (models / "arithmetic.onnx").write_bytes(toys.arithmetic())


def test_runs_of_every_kind_leave_no_reference_behind(run):
    async def in_page():
        import contextlib
        import gc

        import numpy as np
        import ortweb as ort

        await opened()
        session = await ort.InferenceSession.create(address("arithmetic"))
        feeds = {"a": np.float32([1, 2]), "b": np.float32([3, 4])}
        options = ort.RunOptions()

        async def rounds(count):
            for _ in range(count):
                await session.run_async(None, feeds)
                session.run(None, feeds, options)
                values = await session.run_with_ort_values_async(["sum"], feeds)
                binding = session.io_binding()
                binding.bind_ortvalue_input("a", values[0])
                binding.bind_cpu_input("b", feeds["b"])
                binding.bind_output("sum")
                session.run_with_iobinding(binding)
                binding.copy_outputs_to_cpu()
                with contextlib.suppress(ValueError):
                    await session.run_async(None, {"a": feeds["a"]})
                with contextlib.suppress(ort.OrtError):
                    session.run(["product"], feeds)
            del values, binding
            gc.collect()
            return pyodide_js._module._hiwire_num_refs()

        return [await rounds(20), await rounds(500)]

    before, after = run(in_page)
    assert after <= before + 2


def test_sessions_are_released_when_they_are_closed_or_forgotten(run):
    async def in_page():
        import asyncio
        import contextlib
        import gc

        import js
        import ortweb as ort

        await opened()
        content = await (await js.fetch(address("arithmetic"))).bytes()
        content = content.to_py().tobytes()
        first = await ort.InferenceSession.create(content)
        released = lab.watch(first._js)
        try:
            first.close()
            first.close()
            told = [len(released.seen)]
            with await ort.InferenceSession.create(content):
                pass
            told.append(len(released.seen))
            for _ in range(3):
                session = await ort.InferenceSession.create(content)
            del session
            gc.collect()
            told.append(len(released.seen))
            session = await ort.InferenceSession.create(content)
            await session.set_providers_async(["CPUExecutionProvider"])
            told.append(len(released.seen))
            session.close()
        finally:
            released.end()

        async def rounds(count):
            for _ in range(count):
                (await ort.InferenceSession.create(content)).close()
                with contextlib.suppress(ort.OrtError):
                    await ort.InferenceSession.create(b"junk")
            await asyncio.sleep(0.05)
            gc.collect()
            return pyodide_js._module._hiwire_num_refs()

        return [told, await rounds(5), await rounds(50)]

    told, before, after = run(in_page)
    assert told == [1, 2, 5, 6]
    assert after <= before + 2
