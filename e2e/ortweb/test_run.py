"""Python runs models in a real page. Functions called in_page run there, after PRELUDE of conftest.py."""

# ruff: noqa: F821

import pytest

from e2e.ortweb import toys


@pytest.fixture(scope="module", autouse=True)
def files(models):
    for name, dtype in toys.DTYPES.items():
        (models / f"{name}.onnx").write_bytes(toys.reverse(dtype))
    (models / "arithmetic.onnx").write_bytes(toys.arithmetic())


def test_the_names_of_onnxruntime_give_a_result(run):
    async def in_page():
        import js
        import numpy as np
        from ortweb import InferenceSession

        await opened()
        session = await InferenceSession.create(f"{js.location.origin}/models/arithmetic.onnx")
        feeds = {"b": np.float32([1, 2]), "a": np.float32([5, 7])}
        total, difference = await session.run_async(None, feeds)
        swapped = await session.run_async(["difference", "sum"], feeds)
        return [total.tolist(), difference.tolist(), [value.tolist() for value in swapped]]

    assert run(in_page) == [[6, 9], [4, 5], [[4, 5], [6, 9]]]


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


@pytest.mark.parametrize("dtype", list(toys.DTYPES))
def test_every_dtype_comes_back_as_it_went(run, dtype):
    async def in_page(name):
        import js
        import numpy as np
        from ortweb import InferenceSession, OrtValue

        await opened()
        session = await InferenceSession.create(f"{js.location.origin}/models/{name}.onnx")
        dtype = np.dtype(name)
        extremes = [False, True, True] if name == "bool" else [0, 1, 2]
        if dtype.kind in "iu":
            extremes = [np.iinfo(dtype).min, 7, np.iinfo(dtype).max]
        if dtype.kind == "f":
            extremes = [-1.5, np.finfo(dtype).max, np.nan]
        array = np.array([extremes, extremes[::-1]], dtype)
        (back,) = await session.run_async(None, {"x": array})
        value = OrtValue.ortvalue_from_numpy(array)
        return {
            "same": back.dtype == dtype and back.tobytes() == array[:, ::-1].tobytes(),
            "value": value.numpy().tobytes() == array.tobytes(),
            "types": [session.get_inputs()[0].type, session.get_outputs()[0].type, value.data_type()],
            "shapes": [session.get_inputs()[0].shape, value.shape()],
        }

    word = {"float32": "float", "float64": "double"}.get(dtype, dtype)
    assert run(in_page, dtype) == {
        "same": True,
        "value": True,
        "types": [f"tensor({word})"] * 3,
        "shapes": [["rows", 3], [2, 3]],
    }


def test_strided_big_endian_and_empty_arrays_are_fed_as_they_read(run):
    async def in_page():
        import js
        import numpy as np
        from ortweb import InferenceSession

        await opened()
        session = await InferenceSession.create(f"{js.location.origin}/models/int32.onnx")
        grid = np.arange(24, dtype=np.int32).reshape(4, 6)
        arrays = [grid[::2, ::2], np.asfortranarray(grid[:, :3]), grid[:, 3:].astype(">i4"), grid[:0, :3]]
        got = [(await session.run_async(None, {"x": array}))[0] for array in arrays]
        return [
            bool((back == array[:, ::-1]).all()) and back.shape == array.shape
            for back, array in zip(got, arrays, strict=True)
        ]

    assert run(in_page) == [True] * 4


def test_values_stay_in_javascript_from_one_model_to_the_next(run):
    async def in_page():
        import js
        import numpy as np
        from ortweb import InferenceSession, OrtValue

        await opened()
        session = await InferenceSession.create(f"{js.location.origin}/models/float32.onnx")
        once = await session.run_with_ort_values_async(None, {"x": np.float32([[1, 2, 3]])})
        (twice,) = await session.run_with_ort_values_async(["y"], {"x": once[0]})
        (bare,) = await session.run_async(None, {"x": twice.tensor})
        twice.close()
        return [isinstance(twice, OrtValue), once[0].numpy().tolist(), bare.tolist()]

    assert run(in_page) == [True, [[3, 2, 1]], [[3, 2, 1]]]


def test_a_model_opens_from_bytes_and_from_a_file(run):
    async def in_page():
        import pathlib

        import js
        import numpy as np
        from ortweb import GraphOptimizationLevel, InferenceSession, SessionOptions

        await opened()
        response = await js.fetch("/models/uint8.onnx")
        content = (await response.arrayBuffer()).to_bytes()
        path = pathlib.Path("/tmp/uint8.onnx")
        path.write_bytes(content)
        options = SessionOptions()
        options.graph_optimization_level = GraphOptimizationLevel.ORT_DISABLE_ALL
        sessions = [
            await InferenceSession.create(content, providers=["CPUExecutionProvider"], provider_options=[{}]),
            InferenceSession(content),
            await InferenceSession.create(path, sess_options=options),
            await InferenceSession.create(str(path)),
        ]
        results = [await session.run_async(None, {"x": np.uint8([[1, 2, 3]])}) for session in sessions]
        for session in sessions:
            session.close()
        return [[result[0].tolist() for result in results], sessions[0].get_providers()]

    assert run(in_page) == [[[[3, 2, 1]]] * 4, ["CPUExecutionProvider"]]


@pytest.mark.parametrize(
    ("providers", "used", "warned"),
    [
        (["WebGpuExecutionProvider"], "CPUExecutionProvider", "no WebGPU adapter"),
        (["WebGlExecutionProvider"], "WebGlExecutionProvider", ""),
        (
            ["CUDAExecutionProvider", "CPUExecutionProvider"],
            "CPUExecutionProvider",
            "'CUDAExecutionProvider' is not",
        ),
        (None, "CPUExecutionProvider", ""),
    ],
)
def test_the_first_provider_that_takes_a_model_runs_it(run, providers, used, warned):
    async def in_page(providers):
        import warnings

        import js
        import numpy as np
        from ortweb import InferenceSession

        await opened()
        url = f"{js.location.origin}/models/arithmetic.onnx"
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            session = await InferenceSession.create(url, providers=providers)
        (difference,) = await session.run_async(
            ["difference"], {"a": np.ones(2, "f4"), "b": np.zeros(2, "f4")}
        )
        said = " ".join(str(warning.message) for warning in caught)
        options = session.get_provider_options()
        return [
            session.get_providers(),
            difference.tolist(),
            [str(one) for one in session.get_inputs()],
            options,
            said,
        ]

    got, difference, inputs, options, said = run(in_page, providers)
    assert [got, difference, options] == [[used], [1, 1], {used: {}}]
    assert inputs == [f"NodeArg(name='{name}', type='tensor(float)', shape=[2])" for name in "ab"]
    assert (warned in said) if warned else said == ""


def test_without_fallback_the_reason_is_raised(run):
    async def in_page():
        import js
        from ortweb import InferenceSession, OrtError

        await opened()
        url = f"{js.location.origin}/models/int32.onnx"
        try:
            await InferenceSession.create(url, providers=["WebGpuExecutionProvider"], enable_fallback=0)
        except OrtError as error:
            return [type(error).__name__, str(error)]

    name, message = run(in_page)
    assert name == "Fail"
    assert "no WebGPU adapter" in message


@pytest.mark.parametrize(
    ("source", "error", "words"),
    [
        ("/nowhere.onnx", "NoSuchFile", ["/nowhere.onnx"]),
        ("ORIGIN/models/nowhere.onnx", "NoSuchFile", ["nowhere.onnx", "404"]),
        ("ORIGIN/page.js", "InvalidProtobuf", ["page.js", "wasm"]),
    ],
)
def test_a_model_that_does_not_open_is_named(run, source, error, words):
    async def in_page(source):
        import js
        from ortweb import InferenceSession

        await opened()
        try:
            await InferenceSession.create(source.replace("ORIGIN", js.location.origin))
        except Exception as error:
            return [type(error).__name__, str(error)]

    got, message = run(in_page, source)
    assert got == error
    assert [word for word in words if word not in message] == []


@pytest.mark.parametrize(
    ("feeds", "outputs", "kind", "words"),
    [
        (
            {"a": "float32"},
            None,
            "ValueError",
            ["arithmetic.onnx on wasm", "fed a float32 [2]", "takes a float32 [2]; b float32"],
        ),
        ({}, None, "ValueError", ["was fed nothing", "takes a float32 [2]"]),
        (
            {"a": "float32", "b": "float32", "c": "float32"},
            None,
            "InvalidArgument",
            ["c float32 [2]", "It takes a float32 [2]; b"],
        ),
        ({"a": "uint8", "b": "float32"}, None, "InvalidArgument", ["a uint8 [2]; b float32 [2]"]),
        (
            {"a": "float32", "b": "float32"},
            ["product"],
            "InvalidArgument",
            ["no output product", "sum float32 [2]; difference"],
        ),
        ({"a": "float32", "b": "float32"}, "sum", "TypeError", ["sequence of names", "'sum'"]),
        ({"a": "complex64", "b": "float32"}, None, "RuntimeError", ["cannot hold complex64", "float32"]),
    ],
)
def test_a_wrong_feed_is_told_beside_the_right_one(run, feeds, outputs, kind, words):
    async def in_page(feeds, outputs):
        import js
        import numpy as np
        from ortweb import InferenceSession

        await opened()
        session = await InferenceSession.create(f"{js.location.origin}/models/arithmetic.onnx")
        try:
            await session.run_async(outputs, {name: np.zeros(2, dtype) for name, dtype in feeds.items()})
        except Exception as error:
            return [type(error).__name__, str(error)]

    got, message = run(in_page, feeds, outputs)
    assert got == kind
    assert [word for word in words if word not in message] == []


def test_a_wrong_shape_is_told_but_a_named_size_is_free(run):
    async def in_page():
        import js
        import numpy as np
        from ortweb import InferenceSession
        from ortweb.errors import InvalidArgument

        await opened()
        session = await InferenceSession.create(f"{js.location.origin}/models/float32.onnx")
        await session.run_async(None, {"x": np.zeros((5, 3), np.float32)})
        try:
            await session.run_async(None, {"x": np.zeros((5, 4), np.float32)})
        except InvalidArgument as error:
            return str(error)

    message = run(in_page)
    assert "fed x float32 [5, 4]" in message
    assert "takes x float32 [rows, 3]" in message


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


def test_a_thousand_runs_leave_no_reference_behind(run):
    async def in_page():
        import contextlib
        import gc

        import js
        import numpy as np
        import pyodide_js
        from ortweb import InferenceSession

        await opened()
        session = await InferenceSession.create(f"{js.location.origin}/models/arithmetic.onnx")
        feeds = {"a": np.float32([1, 2]), "b": np.float32([3, 4])}

        async def rounds(count):
            for _ in range(count):
                await session.run_async(None, feeds)
                await session.run_with_ort_values_async(["sum"], feeds)
                with contextlib.suppress(ValueError):
                    await session.run_async(None, {"a": feeds["a"]})
            gc.collect()
            return pyodide_js._module._hiwire_num_refs()

        return [await rounds(20), await rounds(1000)]

    before, after = run(in_page)
    assert after <= before + 2
