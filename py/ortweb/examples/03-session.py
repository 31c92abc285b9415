"""Open a model and run it"""

from pathlib import Path

import numpy as np
import onnxruntime as ort

feeds = {"a": np.float32([1, 2]), "b": np.float32([3, 5])}
for model in ("arithmetic.onnx", Path("arithmetic.onnx"), Path("arithmetic.onnx").read_bytes()):
    session = ort.InferenceSession(model, providers=["CPUExecutionProvider"])
    print([value.tolist() for value in session.run(None, feeds)])

# Outputs by name, in any order, more than once; lists become arrays of the input's dtype.
print([value.tolist() for value in session.run(["difference", "sum", "sum"], feeds)])
print([value.tolist() for value in session.run([], {"b": [3, 5], "a": [1, 2]})])
print(session.get_providers(), session.get_provider_options())
