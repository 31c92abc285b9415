"""Set options of a session"""

import numpy as np
import onnxruntime as ort

options = ort.SessionOptions()
options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
options.execution_mode = ort.ExecutionMode.ORT_PARALLEL
options.enable_mem_pattern = False
options.intra_op_num_threads = 1
options.log_severity_level = 3
options.add_free_dimension_override_by_name("N", 5)

session = ort.InferenceSession("described.onnx", options, providers=["CPUExecutionProvider"])
print(session.get_inputs()[0].shape)
print(session.run(None, {"x": np.ones((1, 5, 2), np.float32)})[0].shape)
same = session.get_session_options()
print(same.graph_optimization_level, same.log_severity_level)
