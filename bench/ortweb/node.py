"""One node test as a user of onnxruntime would write it; runs in the page."""

import base64
import json

import numpy as np
import ortweb as ort


def value_of(given):
    """Make what is fed: an array; integers of 4 bits, which NumPy has not, as an `OrtValue`."""
    kind, dims = given["type"], given["dims"]
    if kind == "string":
        return np.array(given["texts"], object).reshape(dims)
    data = base64.b64decode(given["data"])
    if kind in ("int4", "uint4"):
        value = ort.OrtValue.ortvalue_from_shape_and_type(dims, {"uint4": 21, "int4": 22}[kind])
        value.update_inplace(np.frombuffer(data, np.uint8))
        return value
    return np.frombuffer(data, kind).reshape(dims)


def told(array):
    """Give an output as plain data."""
    about = {"dims": array.shape, "type": "string" if array.dtype == object else array.dtype.name}
    if array.dtype == object:
        return {**about, "texts": array.reshape(-1).tolist()}
    return {**about, "data": base64.b64encode(array.tobytes()).decode()}


def run(text):
    """Run one job and give its answer, both JSON."""
    job = json.loads(text)
    try:
        # Without going on to the CPU where the provider does not start or take the model.
        with ort.InferenceSession(
            base64.b64decode(job["model"]), providers=[job["provider"]], enable_fallback=0
        ) as session:
            arrays = session.run(job["outputs"], {one["name"]: value_of(one) for one in job["inputs"]})
        return json.dumps({"outputs": [told(array) for array in arrays]})
    except Exception as error:
        return json.dumps({"error": f"{type(error).__name__}: {error}"})
