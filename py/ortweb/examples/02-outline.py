"""Keep the colour of a person alone, and draw a line round them"""

import numpy as np
import onnxruntime as ort

LIME = (214, 243, 79)

picture = np.load("picture.npy")
session = ort.InferenceSession("portrait.onnx")
(pixels,) = session.get_inputs()
_, rows, columns, _ = pixels.shape
height, width, _ = picture.shape

y = np.arange(rows) * height // rows
x = np.arange(columns) * width // columns
small = np.full(pixels.shape, 255, np.uint8)
small[0, ..., :3] = picture[y][:, x]
(matte,) = session.run(["matte"], {pixels.name: small})

y = np.arange(height) * rows // height
x = np.arange(width) * columns // width
person = matte[0][y][:, x] > 127

# The line is what lies within a few pixels of both the person and what is not.
reach = max(2, width // 160)
wide = np.pad(person, reach, "edge")
near, far = wide.copy(), ~wide
for step in range(-reach, reach + 1):
    for axis in (0, 1):
        near |= np.roll(wide, step, axis)
        far |= np.roll(~wide, step, axis)
line = (near & far)[reach:-reach, reach:-reach]

grey = picture.mean(2, keepdims=True).repeat(3, 2) * 0.6
result = np.where(person[..., None], picture, grey).astype(np.uint8)
result[line] = LIME
np.save("result.npy", result)
print(f"a person of {person.mean():.0%}, a line of {reach * 2} pixels")
