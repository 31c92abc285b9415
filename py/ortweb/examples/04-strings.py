"""Feed strings, scalars and arrays of no length"""

import numpy as np
import onnxruntime as ort


def show(array):
    """Print what an array is."""
    print(type(array).__name__, array.dtype, array.shape, array.tolist())


backwards = ort.InferenceSession("sentences.onnx")
for texts in (np.array(["one", "zwei", "três", ""], object), np.array(["a", "bc"]), np.array([], object)):
    show(backwards.run(None, {"x": texts})[0])

times = ort.InferenceSession("scalar.onnx")
for x in (np.float32([1, 2]), np.zeros(0, np.float32)):
    for value in times.run(None, {"x": x, "factor": np.array(3, np.float32)}):
        show(value)
