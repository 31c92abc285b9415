"""Models from addresses and files, and what is told of them. Functions called in_page run in the page."""

# ruff: noqa: F821

import pytest

from e2e.ortweb import toys


@pytest.fixture(scope="module", autouse=True)
def files(models):
    (models / "arithmetic.onnx").write_bytes(toys.arithmetic())
    (models / "nibbles.onnx").write_bytes(toys.nibbles())
    toys.external(models, "external.onnx")
    toys.external(models, "outside.onnx", "../page.js")
    toys.external(models, "rooted.onnx", "/etc/passwd")
    toys.external(models, "lonely.onnx", "nowhere.data")


def test_weights_are_fetched_from_beside_an_address(run, server):
    async def in_page():
        import numpy as np
        import ortweb as ort

        await opened()
        session = await ort.InferenceSession.create(address("external") + "?version=1")
        (y,) = await session.run_async(None, {"x": np.zeros(1000, np.float32)})
        return float(y.sum())

    assert run(in_page) == 499500
    assert "/models/external.onnx.data" in server.asked


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("outside", "Fail", "../page.js, which is not beside it"),
        ("rooted", "Fail", "/etc/passwd, which is not beside it"),
        ("lonely", "NoSuchFile", "nowhere.data"),
    ],
)
def test_weights_that_are_not_beside_a_model_are_refused(run, server, name, kind, words):
    async def in_page(name):
        import pathlib

        import js
        import ortweb as ort

        await opened()
        path = pathlib.Path(f"/tmp/{name}.onnx")
        path.write_bytes((await (await js.fetch(address(name))).bytes()).to_py())
        said = []
        for model in (address(name), path):
            try:
                await ort.InferenceSession.create(model)
            except ort.OrtError as error:
                said.append(f"{type(error).__name__} {error}")
        return said

    asked = len(server.asked)
    said = run(in_page, name)
    assert [one.startswith(kind) and words in one for one in said] == [True, True]
    assert "/page.js" not in server.asked[asked:]


def test_integers_of_four_bits_are_fed_packed(run):
    async def in_page():
        import numpy as np
        import ortweb as ort

        await opened()
        session = await ort.InferenceSession.create(address("nibbles"))
        value = ort.OrtValue.ortvalue_from_shape_and_type([3], 22)
        value.update_inplace(np.uint8([0x21, 0x0F]))
        (y,) = await session.run_async(None, {"x": value})
        about = [value.data_type(), value.element_type(), value.shape(), value.tensor_size_in_bytes()]
        return [session.get_inputs()[0].type, about, y.tolist()]

    assert run(in_page) == ["tensor(int4)", ["tensor(int4)", 22, [3], 2], [1, 2, -1]]


def test_a_profile_tells_of_loading_and_of_runs(run):
    async def in_page():
        import json
        import pathlib

        import numpy as np
        import ortweb as ort

        await opened()
        options = ort.SessionOptions()
        options.enable_profiling = True
        options.profile_file_prefix = "/tmp/profile"
        session = await ort.InferenceSession.create(address("arithmetic"), options)
        a = np.ones(2, np.float32)
        session.run(None, {"a": a, "b": a})
        await session.run_async(None, {"a": a, "b": a})
        name = session.end_profiling()
        events = json.loads(pathlib.Path(name).read_text())
        begun = session.get_profiling_start_time_ns() > 0
        return [name, [event["name"] for event in events], begun, session.end_profiling()]

    name, events, begun, again = run(in_page)
    assert name.startswith("/tmp/profile_")
    assert events == ["model_loading", "session_initialization", "model_run", "model_run"]
    assert begun
    assert again == ""


def test_what_has_no_effect_is_warned_of(run):
    async def in_page():
        import warnings

        import ortweb as ort

        await opened()
        options = ort.SessionOptions()
        options.use_deterministic_compute = True
        options.inter_op_num_threads = 2
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            await ort.InferenceSession.create(address("arithmetic"), options)
            await ort.InferenceSession.create(address("arithmetic"))
        return [str(warning.message) for warning in caught]

    assert run(in_page) == [
        "onnxruntime-web has no inter_op_num_threads, use_deterministic_compute: ignored."
    ]
