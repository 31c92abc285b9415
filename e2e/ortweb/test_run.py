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
