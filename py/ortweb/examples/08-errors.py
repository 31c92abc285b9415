"""Catch what goes wrong, by its name"""

import numpy as np
import onnxruntime as ort
from onnxruntime.capi.onnxruntime_pybind11_state import InvalidArgument, InvalidProtobuf, NoSuchFile

session = ort.InferenceSession("arithmetic.onnx")
a = np.float32([1, 2])
stop = ort.RunOptions()
stop.terminate = True

wrong = {
    "an input is missing": lambda: session.run(None, {"a": a}),
    "an input is unknown": lambda: session.run(None, {"a": a, "b": a, "c": a}),
    "another dtype": lambda: session.run(None, {"a": a, "b": a.astype(np.float64)}),
    "texts for numbers": lambda: session.run(None, {"a": a, "b": np.array(["x", "y"], object)}),
    "complex numbers": lambda: session.run(None, {"a": a, "b": a.astype(np.complex64)}),
    "another rank": lambda: session.run(None, {"a": a, "b": a[None]}),
    "another size": lambda: session.run(None, {"a": a, "b": np.zeros(3, np.float32)}),
    "an output is unknown": lambda: session.run(["product"], {"a": a, "b": a}),
    "a text for a list": lambda: session.run("sum", {"a": a, "b": a}),
    "a list for a dict": lambda: session.run(None, [a, a]),
    "stopped before it began": lambda: session.run(None, {"a": a, "b": a}, stop),
    "no such file": lambda: ort.InferenceSession("/nowhere.onnx"),
    "no model": lambda: ort.InferenceSession(b"junk"),
    "nothing": lambda: ort.InferenceSession(b""),
    "a number": lambda: ort.InferenceSession(12),
    "an option's value": lambda: setattr(ort.SessionOptions(), "graph_optimization_level", 1),
    "an option's name": lambda: setattr(ort.SessionOptions(), "colour", 1),
    "an entry that is not there": lambda: ort.SessionOptions().get_session_config_entry("a"),
    "a run's entry": lambda: ort.RunOptions().get_run_config_entry("a"),
    "a severity": lambda: ort.set_default_logger_severity(9),
    "a device": lambda: ort.OrtValue.ortvalue_from_numpy(a, "cuda"),
    "no device": lambda: ort.OrtValue.ortvalue_from_numpy(a, "abacus"),
    "a value of a list": lambda: ort.OrtValue.ortvalue_from_numpy([1]),
    "a negative size": lambda: ort.OrtValue.ortvalue_from_shape_and_type([-1], np.float32),
    "a binding": lambda: session.io_binding().bind_cpu_input("c", a),
}
for name, job in wrong.items():
    try:
        job()
        print(f"{name}: nothing is raised")
    except (InvalidArgument, InvalidProtobuf, NoSuchFile) as error:
        print(f"{name}: onnxruntime's {type(error).__name__}")
    except Exception as error:
        print(f"{name}: {type(error).__name__}")

print("and the next run works:", session.run(["sum"], {"a": a, "b": a})[0])
