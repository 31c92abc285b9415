"""Hold values between runs, and bind them"""

import numpy as np
import onnxruntime as ort

session = ort.InferenceSession("arithmetic.onnx")
a = np.float32([1, 2])
value = ort.OrtValue.ortvalue_from_numpy(a)
a[0] = 10  # the value shares the array's memory
print(value.shape(), value.data_type(), value.element_type(), value.device_name(), value.numpy())
print(value.tensor_size_in_bytes(), value.is_tensor(), value.has_value(), value.data_ptr() == a.ctypes.data)

# What one run gives feeds the next, and is an array only when it is asked for.
one = ort.OrtValue.ortvalue_from_numpy(np.float32([1, 1]))
total, _ = session.run_with_ort_values(None, {"a": value, "b": one})
total, _ = session.run_with_ort_values(None, {"a": total, "b": one})
print(total.numpy(), total.data_type())
value.update_inplace(np.float32([7, 8]))
print(a, session.run(["sum"], {"a": value, "b": one})[0])

binding = session.io_binding()
binding.bind_cpu_input("a", a)
binding.bind_ortvalue_input("b", one)
zeros = ort.OrtValue.ortvalue_from_shape_and_type([2], np.float32)
binding.bind_output("sum")
binding.bind_ortvalue_output("difference", zeros)
session.run_with_iobinding(binding)
print(binding.copy_outputs_to_cpu(), zeros.numpy(), [bound.numpy() for bound in binding.get_outputs()])

# By address, into memory that is there.
by_address, into = session.io_binding(), np.zeros(2, np.float32)
for name in "ab":
    by_address.bind_input(name, "cpu", 0, np.float32, [2], a.ctypes.data)
by_address.bind_output("sum", "cpu", 0, np.float32, [2], into.ctypes.data)
session.run_with_iobinding(by_address)
print(into)
