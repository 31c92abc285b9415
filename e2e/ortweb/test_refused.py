"""Models and feeds that are refused, and what is said of them. Functions called in_page run in the page."""

# ruff: noqa: F821

import base64

import numpy as np
import onnxruntime
import pytest

from e2e.ortweb import hostile, toys


@pytest.fixture(scope="module", autouse=True)
def files(models):
    (models / "arithmetic.onnx").write_bytes(toys.arithmetic())
    for name in ("float32", "int32"):
        (models / f"{name}.onnx").write_bytes(toys.reverse(toys.DTYPES[name]))


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


# The runtime of the web throws where onnxruntime 1.31 returns, and counts with 32 bits.
APART = {
    "more weights than bytes": "RuntimeException",
    "no such operator": "RuntimeException",
    "four terabytes": "InvalidArgument",
}


def native(content):
    """What onnxruntime itself raises."""
    try:
        session = onnxruntime.InferenceSession(content)
        session.run(None, {"a": np.zeros(2, np.float32)})
    except Exception as error:
        return type(error).__name__
    return "it ran"


def test_hostile_models_are_refused_as_onnxruntime_refuses_them_and_the_next_run_works(run):
    async def in_page(contents):
        import base64

        import numpy as np
        import ortweb as ort

        await opened()
        good = await ort.InferenceSession.create(address("arithmetic"))
        a = np.float32([1, 2])
        raised = {}
        for name, content in contents.items():
            try:
                with await ort.InferenceSession.create(base64.b64decode(content)) as session:
                    session.run(None, {"a": a})
                raised[name] = ["it ran", ""]
            except ort.OrtError as error:
                raised[name] = [type(error).__name__, str(error)]
            assert good.run(["sum"], {"a": a, "b": a})[0].tolist() == [2, 4], name
        return raised

    models = hostile.models()
    raised = run(in_page, {name: base64.b64encode(content).decode() for name, content in models.items()})
    assert {name: kind for name, (kind, _) in raised.items()} == {
        name: APART.get(name, native(content)) for name, content in models.items()
    }
    assert [name for name, (_, message) in raised.items() if not message] == []
