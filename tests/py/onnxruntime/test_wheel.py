"""The wheel with onnxruntime's name is for Pyodide, and keeps itself out of every other place."""

import importlib.util
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from setup.wheels import build

SOURCE = Path(__file__).parents[3] / "py" / "onnxruntime"


def test_pip_refuses_it_outside_pyodide(tmp_path):
    wheel, _ = build("onnxruntime", tmp_path)
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--no-index",
        "--no-deps",
        "--target",
        str(tmp_path / "into"),
    ]
    done = subprocess.run([*command, str(wheel)], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "is not a supported wheel on this platform" in done.stderr


def test_its_import_outside_pyodide_says_what_to_install():
    spec = importlib.util.spec_from_file_location(
        "pyodide_onnxruntime", SOURCE / "onnxruntime" / "__init__.py"
    )
    with pytest.raises(ImportError, match="pip install onnxruntime"):
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


def test_its_version_says_which_onnxruntime_and_which_bridge_it_is():
    about = tomllib.loads((SOURCE / "pyproject.toml").read_text())["project"]
    bridge = tomllib.loads((SOURCE.parent / "ortweb" / "pyproject.toml").read_text())["project"]
    import ortweb

    assert about["version"] == f"{ortweb.__version__}+ortweb.{bridge['version']}"
