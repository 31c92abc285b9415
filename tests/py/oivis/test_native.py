import asyncio
import json

import numpy as np
import pytest
from oivis._native import Sessions
from oivis.errors import OivisError

from e2e.toy.models import write


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path)


def run(sessions: Sessions, name: str, *shape: int):
    return asyncio.run(sessions.run(name, np.zeros(shape, np.uint8)))


def test_outputs_come_in_the_order_of_the_list(folder):
    sessions = Sessions(folder)
    outputs = run(sessions, "hand", 1, 224, 224, 4)
    assert sessions.models["hand"].outputs == ("landmarks", "presence", "handedness", "world")
    assert [output.size for output in outputs] == [63, 1, 1, 63]


def test_an_unknown_model_is_refused_with_those_that_there_are(folder):
    with pytest.raises(
        OivisError, match="no model pose; there are portrait, portrait-wide, palm, hand, hand-fine"
    ) as refused:
        run(Sessions(folder), "pose", 1)
    assert refused.value.code == "model-missing"


def test_a_file_that_is_not_there_is_named(folder):
    for path in folder.glob("*.onnx"):
        path.unlink()
    with pytest.raises(OivisError, match=r"\.onnx is not in .*oivis models build") as refused:
        run(Sessions(folder), "palm", 1, 192, 192, 4)
    assert refused.value.code == "model-missing"


def test_a_file_that_is_no_model_is_named(folder):
    listed = json.loads((folder / "models.json").read_text())["models"]["palm"]["files"]["wasm"]["file"]
    (folder / listed).write_bytes(b"no model")
    with pytest.raises(OivisError, match=f"{listed} cannot be opened") as refused:
        run(Sessions(folder), "palm", 1, 192, 192, 4)
    assert refused.value.code == "model-corrupt"


def test_a_run_that_fails_names_the_model(folder):
    with pytest.raises(OivisError, match="palm failed on this picture") as refused:
        run(Sessions(folder), "palm", 1, 8, 8, 4)
    assert refused.value.code == "model-failed"
