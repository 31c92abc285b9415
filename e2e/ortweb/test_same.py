"""The same code gives the same in CPython with onnxruntime and in a page with ortweb, waiting included."""

# ruff: noqa: F821

import inspect
import json

import onnxruntime
import pytest

from e2e.ortweb import toys

NAMES = ("sentences", "scalar", "optional", "sequence", "described", "arithmetic")


@pytest.fixture(scope="module")
def both(run, models):
    """Give the function that runs another in both places, and compares."""
    for name in NAMES:
        (models / f"{name}.onnx").write_bytes(getattr(toys, name)())
    toys.external(models, "external.onnx")
    files = [*(f"{name}.onnx" for name in NAMES), "external.onnx", "external.onnx.data"]

    async def fetch_all(files):
        import pathlib

        import js

        pathlib.Path("/models").mkdir(exist_ok=True)
        for name in files:
            response = await js.fetch(f"/models/{name}")
            pathlib.Path("/models", name).write_bytes((await response.arrayBuffer()).to_bytes())

    run(fetch_all, files)

    async def in_page(source, name):
        import ortweb

        await opened()
        names = {}
        exec(source, names)
        return names[name](ortweb, "/models")

    def compare(function):
        lines = inspect.getsource(function).splitlines()
        indent = len(lines[0]) - len(lines[0].lstrip())
        source = "\n".join(line[indent:] for line in lines)
        here = json.loads(json.dumps(function(onnxruntime, str(models))))
        assert run(in_page, source, function.__name__) == here
        return here

    return compare


def test_a_session_is_made_and_run_without_await(both):
    def program(ort, folder):
        import pathlib

        import numpy as np

        path = pathlib.Path(folder, "arithmetic.onnx")
        feeds = {"a": np.float32([1, 2]), "b": np.float32([3, 5])}
        results = []
        for model in (path, str(path), path.read_bytes()):
            session = ort.InferenceSession(model, None, ["CPUExecutionProvider"])
            results.append([value.tolist() for value in session.run(None, feeds)])
        results.append([value.tolist() for value in session.run(["difference", "sum", "sum"], feeds)])
        results.append([value.tolist() for value in session.run([], {"b": [3, 5], "a": [1, 2]})])
        results.append(
            [
                session.get_providers(),
                session.get_provider_options(),
                session.end_profiling(),
                session.get_tuning_results(),
            ]
        )
        return results

    assert both(program)[0] == [[4, 7], [-2, -3]]


def test_strings_scalars_and_zero_lengths(both):
    def program(ort, folder):
        import numpy as np

        def told(array):
            return [type(array).__name__, str(array.dtype), list(array.shape), array.tolist()]

        texts = ort.InferenceSession(f"{folder}/sentences.onnx")
        results = []
        for array in (
            np.array(["one", "zwei", "três", ""], object),
            np.array(["a", "bc"]),
            np.array([], object),
        ):
            results += [told(value) for value in texts.run(None, {"x": array})]
        scalar = ort.InferenceSession(f"{folder}/scalar.onnx")
        factor = np.array(3, np.float32)
        for array in (np.float32([1, 2]), np.zeros(0, np.float32)):
            results += [told(value) for value in scalar.run(None, {"x": array, "factor": factor})]
        return results

    assert both(program)[0][3] == ["", "três", "zwei", "one"]


def test_an_optional_input_is_fed_or_left_out(both):
    def program(ort, folder):
        import numpy as np

        session = ort.InferenceSession(f"{folder}/optional.onnx")
        told = [str(one) for one in (session.get_inputs()[0].type, session.get_inputs()[0].shape)]
        fed = [session.run(None, feeds)[0].tolist() for feeds in ({"x": np.float32([1, 2])}, {})]
        return [told, fed]

    assert both(program)[1] == [True, False]


def test_what_a_model_says_of_itself(both):
    def program(ort, folder):
        session = ort.InferenceSession(f"{folder}/described.onnx")
        meta = session.get_modelmeta()
        names = "producer_name graph_name domain description graph_description version custom_metadata_map"
        sides = (session.get_inputs(), session.get_outputs(), session.get_overridable_initializers())
        return [
            [getattr(meta, name) for name in names.split()],
            [[[arg.name, arg.type, arg.shape] for arg in args] for args in sides],
        ]

    assert both(program)[1][0] == [["x", "tensor(float)", [None, "N", 2]]]


def test_weights_in_a_file_beside_the_model(both):
    def program(ort, folder):
        import pathlib

        import numpy as np

        x = np.zeros(1000, np.float32)
        content = pathlib.Path(folder, "external.onnx").read_bytes()
        weights = pathlib.Path(folder, "external.onnx.data").read_bytes()
        beside = ort.SessionOptions()
        beside.add_session_config_entry("session.model_external_initializers_file_folder_path", folder)
        given = ort.SessionOptions()
        given.add_external_initializers_from_files_in_memory(
            ["external.onnx.data"], [weights], [len(weights)]
        )
        sessions = [
            ort.InferenceSession(f"{folder}/external.onnx"),
            ort.InferenceSession(content, beside),
            ort.InferenceSession(content, given),
        ]
        return [float(session.run(None, {"x": x})[0].sum()) for session in sessions]

    assert both(program) == [499500.0] * 3


def test_values_and_bindings(both):
    def program(ort, folder):
        import numpy as np

        session = ort.InferenceSession(f"{folder}/arithmetic.onnx")
        a = np.float32([1, 2])
        value = ort.OrtValue.ortvalue_from_numpy(a)
        a[0] = 10  # shared
        told = [
            [
                value.shape(),
                value.data_type(),
                value.element_type(),
                value.device_name(),
                value.tensor_size_in_bytes(),
            ],
            [value.is_tensor(), value.has_value(), value.is_sparse_tensor(), value.is_tensor_sequence()],
            [value.numpy().tolist(), np.asarray(value).tolist(), value.data_ptr() == a.ctypes.data],
        ]
        feeds = {"a": value, "b": ort.OrtValue.ortvalue_from_numpy(np.float32([1, 1]))}
        told.append(
            [[one.numpy().tolist(), one.data_type()] for one in session.run_with_ort_values(None, feeds)]
        )
        value.update_inplace(np.float32([7, 8]))
        told.append([a.tolist(), session.run(["sum"], feeds)[0].tolist()])

        binding = session.io_binding()
        binding.bind_cpu_input("a", a)
        binding.bind_ortvalue_input("b", feeds["b"])
        zeros = ort.OrtValue.ortvalue_from_shape_and_type([2], np.float32)
        binding.bind_output("sum")
        binding.bind_ortvalue_output("difference", zeros)
        session.run_with_iobinding(binding)
        told.append([array.tolist() for array in binding.copy_outputs_to_cpu()])
        told.append([[one.numpy().tolist() for one in binding.get_outputs()], zeros.numpy().tolist()])

        by_address = session.io_binding()
        into = np.zeros(2, np.float32)
        for name in "ab":
            by_address.bind_input(name, "cpu", 0, np.float32, [2], a.ctypes.data)
        by_address.bind_output("sum", "cpu", 0, np.float32, [2], into.ctypes.data)
        session.run_with_iobinding(by_address)
        told.append(into.tolist())
        return told

    told = both(program)
    assert told[5] == [[8, 9], [6, 7]]
    assert told[7] == [14, 16]


def test_what_is_wrong_raises_the_same_exception(both):
    def program(ort, folder):
        import numpy as np

        a = np.float32([1, 2])
        session = ort.InferenceSession(f"{folder}/arithmetic.onnx")
        stopped = ort.RunOptions()
        stopped.terminate = True
        wrong = {
            "missing": lambda: session.run(None, {"a": a}),
            "unknown": lambda: session.run(None, {"a": a, "b": a, "c": a}),
            "dtype": lambda: session.run(None, {"a": a, "b": a.astype(np.float64)}),
            "text": lambda: session.run(None, {"a": a, "b": np.array(["x", "y"], object)}),
            "complex": lambda: session.run(None, {"a": a, "b": a.astype(np.complex64)}),
            "rank": lambda: session.run(None, {"a": a, "b": a[None]}),
            "size": lambda: session.run(None, {"a": a, "b": np.zeros(3, np.float32)}),
            "output": lambda: session.run(["product"], {"a": a, "b": a}),
            "a text of outputs": lambda: session.run("sum", {"a": a, "b": a}),
            "a list of feeds": lambda: session.run(None, [a, a]),
            "stopped": lambda: session.run(None, {"a": a, "b": a}, stopped),
            "no file": lambda: ort.InferenceSession("/nowhere.onnx"),
            "no model": lambda: ort.InferenceSession(b"junk"),
            "empty": lambda: ort.InferenceSession(b""),
            "a number": lambda: ort.InferenceSession(12),
            "option": lambda: setattr(ort.SessionOptions(), "graph_optimization_level", 1),
            "no option": lambda: setattr(ort.SessionOptions(), "colour", 1),
            "config": lambda: ort.SessionOptions().get_session_config_entry("a"),
            "run config": lambda: ort.RunOptions().get_run_config_entry("a"),
            "severity": lambda: ort.set_default_logger_severity(9),
            "device": lambda: ort.OrtValue.ortvalue_from_numpy(a, "cuda"),
            "no device": lambda: ort.OrtValue.ortvalue_from_numpy(a, "abacus"),
            "a value of a list": lambda: ort.OrtValue.ortvalue_from_numpy([1]),
            "negative": lambda: ort.OrtValue.ortvalue_from_shape_and_type([-1], np.float32),
            "binding": lambda: session.io_binding().bind_cpu_input("c", a),
        }
        raised = {}
        for name, job in wrong.items():
            try:
                job()
                raised[name] = "nothing"
            except Exception as error:
                raised[name] = type(error).__name__
        raised["and the next run works"] = session.run(["sum"], {"a": a, "b": a})[0].tolist()
        return raised

    raised = both(program)
    assert raised["dtype"] == "InvalidArgument"
    assert "nothing" not in raised.values()


def test_options_reach_the_runtime(both):
    def program(ort, folder):
        import numpy as np

        options = ort.SessionOptions()
        options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
        options.execution_mode = ort.ExecutionMode.ORT_PARALLEL
        options.enable_mem_pattern = False
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        options.add_free_dimension_override_by_name("N", 5)
        session = ort.InferenceSession(
            f"{folder}/described.onnx", options, providers=["CPUExecutionProvider"]
        )
        same = session.get_session_options()
        return [
            session.get_inputs()[0].shape,
            session.run(None, {"x": np.ones((1, 5, 2), np.float32)})[0].shape,
            str(same.graph_optimization_level),
            same.log_severity_level,
        ]

    assert both(program)[0] == [None, 5, 2]


def test_a_callback_is_called_with_results_or_a_reason(run, both):
    async def in_page():
        import asyncio

        import numpy as np
        import ortweb

        await opened()
        session = await ortweb.InferenceSession.create("/models/arithmetic.onnx")
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


def test_a_sequence_is_refused_and_the_other_outputs_are_there(run, both):
    async def in_page():
        import numpy as np
        import ortweb

        await opened()
        session = await ortweb.InferenceSession.create("/models/sequence.onnx")
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
