"""Shapes that are timed: each runs, and is what the issue asks for in bytes."""

import numpy as np
import onnxruntime
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is for recipes alone: pip install -e .[train]")

from models.portrait.costs import candidates, files, macs  # noqa: E402
from models.portrait.network import Portrait  # noqa: E402
from models.portrait.shape import Shape  # noqa: E402


def test_every_candidate_runs_on_bytes_and_gives_bytes(tmp_path):
    for name, timed in files(candidates(), tmp_path).items():
        session = onnxruntime.InferenceSession(timed.path, providers=["CPUExecutionProvider"])
        feeds = {each.name: np.zeros(each.shape, np.uint8) for each in session.get_inputs()}
        assert feeds["pixels"].shape == timed.shape
        (matte,) = session.run(["matte"], feeds)
        assert matte.dtype == np.uint8 and matte.shape == timed.shape[:3], name
        assert len(timed.path.read_bytes()) < 1.7e6


def test_the_multiply_adds_are_those_of_the_layers():
    bare = Portrait(Shape(16, 16, (8, 8, 8, 8), (0, 0, 0), 0, (8, 8, 8))).eval()
    dense = 64 * 9
    # The way down, what comes from below and beside, the joins, the last.
    down = 3 * 8 * 9 * 64 + dense * (16 + 4 + 1)
    up = 64 * (1 + 4 + 16) + 64 * (4 + 16 + 64) + dense * (4 + 16) + 8 * 4 * 9 * 64
    assert macs(bare) == down + up


def test_the_matte_before_costs_one_layer_more():
    plain, previous = (macs(Portrait(Shape(has_previous=each)).eval()) for each in (False, True))
    assert previous - plain == 8 * 9 * (72 * 128)
