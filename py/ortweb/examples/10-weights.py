"""Open a model whose weights lie in a file beside it"""

from pathlib import Path

import numpy as np
import onnxruntime as ort

content, weights = Path("external.onnx").read_bytes(), Path("external.onnx.data").read_bytes()

beside = ort.SessionOptions()
beside.add_session_config_entry("session.model_external_initializers_file_folder_path", ".")
given = ort.SessionOptions()
given.add_external_initializers_from_files_in_memory(["external.onnx.data"], [weights], [len(weights)])

for session in (
    ort.InferenceSession("external.onnx"),
    ort.InferenceSession(content, beside),
    ort.InferenceSession(content, given),
):
    (y,) = session.run(None, {"x": np.zeros(1000, np.float32)})
    print(y[:4], y.sum())
