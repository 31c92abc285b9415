"""How often an array's values are copied on their way. Functions called in_page run in the page."""

# ruff: noqa: F821

import pytest
from onnx import parser

SIZE = 100_000
MODEL = f'<ir_version: 8, opset_import: ["" : 18]> g (float[{SIZE}] x) => (float[{SIZE}] y) {{ y = Neg (x) }}'


@pytest.fixture(scope="module")
def counted(run, models):
    """Copies of as many bytes as the array has: by JavaScript alone, by Python each way; Python's memory."""
    (models / "wide.onnx").write_bytes(parser.parse_model(MODEL).SerializeToString())

    async def in_page(size):
        import tracemalloc

        import numpy as np
        import ortweb as ort

        await opened()
        session = await ort.InferenceSession.create(address("wide"))
        x = np.ones(size, np.float32)
        tensor = session.run_with_ort_values(None, {"x": x})[0].tensor

        def copies(job):
            watched = lab.watchCopies(pyodide_js._module.HEAPU8.buffer, x.nbytes)
            try:
                job()
            finally:
                watched.end()
            return watched.seen.to_py()

        def memory(job):
            tracemalloc.start()
            job()
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            return peak / x.nbytes

        value = session.run_with_ort_values(None, {"x": tensor})[0]
        jobs = {
            "javascript": lambda: session.run_with_ort_values(None, {"x": tensor}),
            "in": lambda: session.run_with_ort_values(None, {"x": x}),
            "out": lambda: value.numpy(),
            "run": lambda: session.run(None, {"x": x}),
        }
        return {name: [copies(job), memory(job)] for name, job in jobs.items()}

    return run(in_page, SIZE)


def test_values_of_javascript_s_do_not_come_to_python(counted):
    copies, memory = counted["javascript"]
    assert copies["fromPython"] == copies["toPython"] == 0
    assert memory < 0.1


def test_an_array_is_copied_once_on_its_way_in(counted):
    copies, memory = counted["in"]
    assert copies == {**counted["javascript"][0], "fromPython": 1}
    assert memory < 0.1


def test_an_array_is_copied_once_on_its_way_out(counted):
    copies, memory = counted["out"]
    assert copies == {"fromPython": 0, "toPython": 1, "elsewhere": 0}
    # The new array and nothing else.
    assert 1 <= memory < 1.1


def test_a_run_copies_once_each_way(counted):
    copies, memory = counted["run"]
    assert copies == {**counted["javascript"][0], "fromPython": 1, "toPython": 1}
    assert 1 <= memory < 1.1


def test_the_counter_sees_onnxruntime_s_own_copies(counted):
    assert counted["javascript"][0]["elsewhere"] >= 2
