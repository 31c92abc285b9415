from types import SimpleNamespace

import pytest
from ortweb.errors import OrtError, from_js


@pytest.mark.parametrize("code", ["model-corrupt", "model-missing", "model-failed"])
def test_a_code_crosses_the_border(code):
    error = from_js(SimpleNamespace(code=code, message="a sentence"))
    assert isinstance(error, OrtError)
    assert (error.code, str(error)) == (code, "a sentence")


def test_a_wrong_feed_is_the_callers_mistake():
    error = from_js(SimpleNamespace(code="feed-invalid", message="fed a, takes b"))
    assert isinstance(error, ValueError)
    assert str(error) == "fed a, takes b"


def test_an_error_without_a_code_is_a_failed_model():
    error = from_js(SimpleNamespace(message="out of memory"))
    assert isinstance(error, OrtError)
    assert error.code == "model-failed"
