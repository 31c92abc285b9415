"""Values that stay on a GPU, which SwiftShader plays here. Functions called in_page run in the page."""

# ruff: noqa: F821

import pytest

from e2e.ortweb import toys
from e2e.ortweb.conftest import runner


@pytest.fixture(scope="module")
def run(launch, server, models):
    (models / "arithmetic.onnx").write_bytes(toys.arithmetic())
    (models / "int64.onnx").write_bytes(toys.reverse(toys.DTYPES["int64"]))
    browser = launch("--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader")
    page = browser.new_page()
    page.goto(server.url)
    yield runner(page)
    browser.close()


def test_a_value_stays_on_the_gpu_from_one_run_to_the_next(run):
    async def in_page():
        import numpy as np
        import ortweb as ort

        await opened()
        gpu = ["WebGpuExecutionProvider"]
        session = await ort.InferenceSession.create(address("arithmetic"), None, gpu)
        a, b = np.float32([1, 2]), np.float32([3, 5])
        told = {"providers": session.get_providers(), "device": ort.get_device()}
        told["plain"] = [one.tolist() for one in session.run(None, {"a": a, "b": b})]

        value = ort.OrtValue.ortvalue_from_numpy(a, "webgpu", 0)
        told["up and down"] = [value.device_name(), value.data_type(), value.shape(), value.numpy().tolist()]

        binding = session.io_binding()
        binding.bind_ortvalue_input("a", value)
        binding.bind_cpu_input("b", b)
        binding.bind_output("sum", "webgpu")
        binding.bind_output("difference")
        session.run_with_iobinding(binding)
        total, difference = binding.get_outputs()
        told["places"] = [total.device_name(), difference.device_name(), total.tensor.location]
        told["bound"] = [one.tolist() for one in binding.copy_outputs_to_cpu()]
        told["still there"] = total.tensor.location

        # The next run takes it from the GPU and puts its result into a value that is there already.
        into = ort.OrtValue.ortvalue_from_shape_and_type([2], np.float32, "webgpu")
        binding.clear_binding_outputs()
        binding.bind_ortvalue_input("a", total)
        binding.bind_ortvalue_output("sum", into)
        session.run_with_iobinding(binding)
        told["next"] = [into.numpy().tolist(), binding.get_outputs()[0] is into]

        value.update_inplace(np.float32([7, 8]))
        told["plain after"] = session.run(["sum"], {"a": value, "b": b})[0].tolist()
        told["values"] = [
            one.device_name() for one in session.run_with_ort_values(None, {"a": value, "b": b})
        ]
        return told

    assert run(in_page) == {
        "providers": ["WebGpuExecutionProvider", "CPUExecutionProvider"],
        "device": "GPU",
        "plain": [[4, 7], [-2, -3]],
        "up and down": ["webgpu", "tensor(float)", [2], [1, 2]],
        "places": ["webgpu", "cpu", "gpu-buffer"],
        "bound": [[4, 7], [-2, -3]],
        "still there": "gpu-buffer",
        "next": [[7, 12], True],
        "plain after": [10, 13],
        "values": ["cpu", "cpu"],
    }


def test_a_run_that_fails_on_the_gpu_leaves_the_next_one_whole(run):
    async def in_page():
        import numpy as np
        import ortweb as ort

        await opened()
        gpu = ["WebGpuExecutionProvider"]
        session = await ort.InferenceSession.create(address("arithmetic"), None, gpu)
        stopped = ort.RunOptions()
        stopped.terminate = True
        got = []
        for start in range(3):
            binding = session.io_binding()
            binding.bind_cpu_input("a", np.float32([start, 2]))
            binding.bind_cpu_input("b", np.float32([3, 5]))
            binding.bind_output("sum", "webgpu")
            try:
                session.run_with_iobinding(binding, stopped if start == 1 else None)
            except ort.OrtError as error:
                got.append(type(error).__name__)
            else:
                got.append(binding.copy_outputs_to_cpu()[0].tolist())
        return got

    assert run(in_page) == [[3, 7], "Fail", [5, 7]]


def test_what_a_gpu_cannot_do_is_said(run):
    async def in_page():
        import numpy as np
        import ortweb as ort

        await opened()
        url = address("arithmetic")
        await ort.InferenceSession.create(url, None, ["WebGpuExecutionProvider"])
        cpu = await ort.InferenceSession.create(url)
        a = np.float32([1, 2])
        value = ort.OrtValue.ortvalue_from_numpy(a, "webgpu")
        binding = cpu.io_binding()
        binding.bind_cpu_input("a", a)
        binding.bind_cpu_input("b", a)
        binding.bind_output("sum", "webgpu")
        said = []
        for job in (
            value.data_ptr,
            lambda: ort.OrtValue.ortvalue_from_numpy(np.array(["x"]), "webgpu"),
            lambda: ort.OrtValue.ortvalue_from_numpy(a, "webgpu", 1),
            lambda: cpu.run(None, {"a": value, "b": a}),
            lambda: cpu.run_with_iobinding(binding),
        ):
            try:
                said.append(str(job()))
            except Exception as error:
                said.append(f"{type(error).__name__} {error}")
        return [*said, cpu.run(["sum"], {"a": a, "b": a})[0].tolist()]

    address, strings, second, fed, bound, after = run(in_page)
    assert address == "RuntimeError Values on a GPU have no address: copy them with numpy()."
    assert strings == "RuntimeError A GPU holds no strings."
    assert "A page has no memory on webgpu:1" in second
    assert "on a GPU" in fed
    assert "Results stay on a GPU with webgpu alone, not with wasm." in bound
    assert after == [2, 4]
