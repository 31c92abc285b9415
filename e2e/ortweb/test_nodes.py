"""What onnxruntime-web passes for JavaScript it passes for Python; `oivis ortweb nodes` runs all cases."""

from collections import Counter

import pytest

from bench.ortweb.cases import DTYPES, cases
from bench.ortweb.nodes import ROOT, run

# Beside the first case of every operator: scalars, zero lengths, what is left out.
MORE = (
    "test_add_bcast",
    "test_add_int8",
    "test_add_int16",
    "test_add_uint16",
    "test_add_uint32",
    "test_add_uint64",
    "test_concat_1d_axis_0",
    "test_dequantizelinear_uint4",
    "test_dequantizelinear_int4",
    "test_equal_string_broadcast",
    "test_optional_has_element_empty_no_input_tensor_input",
    "test_reduce_sum_empty_set",
    "test_reshape_allowzero_reordered",
    "test_string_concat_empty_string",
    "test_string_concat_utf8",
    "test_string_split_empty_tensor",
    "test_unique_sorted_with_axis_3d",
)


def representative() -> list[str]:
    """The first case of each operator, then MORE."""
    first: dict[str, str] = {}
    for case in cases().values():
        first.setdefault(case.operator, case.name)
    return list(dict.fromkeys([*first.values(), *MORE]))


@pytest.fixture(scope="module")
def results(chromium):
    if not (ROOT / "build" / "pyodide").is_dir():
        pytest.skip("Pyodide is not there; run `make build`")
    return run(chromium, representative())


def test_every_case_that_javascript_passes_passes_through_the_bridge(results):
    lost = {result.case.name: result.python.reason for result in results if result.is_lost}
    assert lost == {}


def test_most_operators_pass(results):
    assert Counter(result.python.verdict for result in results)["pass"] > 150


def test_both_sides_refuse_and_fail_alike(results):
    apart = [
        result.case.name for result in results if result.javascript.verdict != result.python.verdict != "pass"
    ]
    assert apart == []


def test_the_subset_has_every_dtype_that_a_page_takes(results):
    fed = {one["type"] for result in results if (job := result.case.to_page()) for one in job["inputs"]}
    assert set(DTYPES) - fed == set()


def test_a_bridge_that_gives_other_values_is_seen(chromium):
    program = (ROOT / "bench" / "ortweb" / "node.py").read_text()
    wrong = program.replace("array.tobytes()", "(array + 1).tobytes()")
    assert wrong != program
    context = chromium.new_context()
    context.route("**/node.py", lambda route: route.fulfill(body=wrong))
    (result,) = run(context, ["test_abs"])
    context.close()
    assert result.is_lost
