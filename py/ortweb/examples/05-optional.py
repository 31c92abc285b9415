"""Leave an optional input out"""

import numpy as np
import onnxruntime as ort

session = ort.InferenceSession("optional.onnx")
(x,) = session.get_inputs()
print(x.name, x.type, x.shape)
for feeds in ({"x": np.float32([1, 2])}, {}):
    (is_there,) = session.run(None, feeds)
    print(is_there, "for", feeds)
