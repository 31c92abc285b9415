import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnxruntime.capi.onnxruntime_inference_collection import check_and_normalize_provider_args
from ortweb.providers import CPU, JS_NAMES, NAMES, chosen, running

AVAILABLE = [CPU, "WebGpuExecutionProvider"]
WORDS = st.sampled_from([*AVAILABLE, "CUDAExecutionProvider"])
OPTIONS = st.dictionaries(st.sampled_from(["a", "b"]), st.text(max_size=2), max_size=2)
ONE = WORDS | st.tuples(WORDS, OPTIONS) | st.none() | st.integers() | OPTIONS
GIVEN = st.none() | st.lists(ONE, max_size=3) | st.integers() | OPTIONS


@given(GIVEN, st.none() | st.lists(OPTIONS | st.integers(), max_size=3) | st.integers())
def test_providers_are_taken_and_refused_as_in_onnxruntime(providers, options):
    def outcome(function):
        with warnings.catch_warnings(record=True):
            warnings.simplefilter("always")
            try:
                names, given = function()
            except Exception as error:
                return type(error)
        # onnxruntime keeps a provider that is not there, and drops it later.
        return {name: more for name, more in zip(names, given, strict=True) if name in AVAILABLE}

    def ours():
        wanted = chosen(providers, options, AVAILABLE)
        return list(wanted), list(wanted.values())

    theirs = outcome(lambda: check_and_normalize_provider_args(providers, options, AVAILABLE))
    assert outcome(ours) == theirs


@pytest.mark.parametrize("providers", [["CUDAExecutionProvider"], [CPU, CPU]])
def test_a_provider_that_is_not_there_or_named_twice_is_warned_of(providers):
    with pytest.warns(UserWarning, match=providers[0]):
        chosen(providers, None, AVAILABLE)


def test_a_text_is_no_list_of_providers():
    with pytest.raises(ValueError, match="sequence"):
        chosen(CPU, None, AVAILABLE)


@pytest.mark.parametrize("js", NAMES)
def test_what_runs_is_named_as_in_onnxruntime_and_the_cpu_does_the_rest(js):
    names = running(js)
    assert JS_NAMES[names[0]] == js
    assert names[1:] == ([CPU] if js in ("webgpu", "webnn") else [])
