"""ortweb where there is no page: it can be imported, typed and read about, and says where it runs."""

import numpy as np
import ortweb
import pytest


def opened():
    # One step by hand: where Playwright's loop runs in the same process, asyncio.run starts no second one.
    ortweb.InferenceSession.create(b"model").send(None)


@pytest.mark.parametrize("use", [opened, lambda: ortweb.OrtValue.ortvalue_from_numpy(np.zeros(3))])
def test_use_in_cpython_points_to_onnxruntime(use):
    with pytest.raises(ortweb.OrtError, match="In CPython use onnxruntime") as caught:
        use()
    assert caught.value.code == "unsupported"


def test_every_name_of_the_package_is_there():
    assert [name for name in ortweb.__all__ if not hasattr(ortweb, name)] == []
