"""Layers are timed in a real Chromium: more work takes longer."""

import pytest

from bench.layers import RUNS, measure
from models.detector.costs import Layer, graph

pytestmark = [pytest.mark.browser, pytest.mark.alone("it is timed")]


def test_every_run_of_every_network_has_its_time(tmp_path):
    networks = {}
    for layer in (Layer("nothing", 40, 48), Layer("3x3", 40, 48)):
        path = tmp_path / f"{layer.name}.onnx"
        path.write_bytes(graph(layer).bytes())
        networks[layer.kind] = (path, (1, layer.channels, layer.side, layer.side))
    times = measure(networks, rounds=2, threads=(1,))
    assert {name: {count: len(each) for count, each in by.items()} for name, by in times.items()} == {
        "nothing": {1: 2 * RUNS},
        "3x3": {1: 2 * RUNS},
    }
    # Sixty-six million multiply-adds against none: the quickest runs never change places.
    assert min(times["3x3"][1]) > min(times["nothing"][1]) > 0
