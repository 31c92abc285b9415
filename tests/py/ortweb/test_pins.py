"""The runtime's files are those that npm installed: whoever raises its version raises the pins."""

import base64
import hashlib
import json
import re
from pathlib import Path

import ortweb
import pytest

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "py" / "ortweb" / "ortweb" / "pins.js").read_text()
PINS = dict(re.findall(r'"(\S+\.(?:mjs|wasm))": "sha256-(\S+)"', TEXT))


def test_the_version_is_the_one_that_is_installed():
    pinned = json.loads((ROOT / "package.json").read_text())["dependencies"]["onnxruntime-web"]
    assert f'VERSION = "{pinned}"' in TEXT
    assert ortweb.__version__ == pinned


def test_every_file_that_is_served_has_a_pin():
    from setup.site import ORT_FILES

    assert set(PINS) == set(ORT_FILES)


@pytest.mark.parametrize("name", PINS)
def test_a_pin_is_the_sha256_of_the_file(name):
    content = (ROOT / "node_modules" / "onnxruntime-web" / "dist" / name).read_bytes()
    assert PINS[name] == base64.b64encode(hashlib.sha256(content).digest()).decode()
