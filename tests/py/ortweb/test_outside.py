"""ortweb where there is no page: it can be imported, typed and read about, and says where it runs."""

import ortweb
import pytest


def opened():
    # One step by hand: where Playwright's loop runs in the same process, asyncio.run starts no second one.
    ortweb.InferenceSession.create(b"model").send(None)


@pytest.mark.parametrize(
    "use",
    [opened, lambda: ortweb.InferenceSession(b"model"), ortweb.get_available_providers, ortweb.configure],
)
def test_use_in_cpython_points_to_onnxruntime(use):
    with pytest.raises(RuntimeError, match="In CPython use onnxruntime"):
        use()
