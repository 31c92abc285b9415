"""The plug-in in a run of its own, as a developer's tests have it."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("option", ["no:cacheprovider", "cacheprovider"])
def test_cameras_are_had_with_and_without_pytests_cache(tmp_path, option):
    (tmp_path / "test_camera.py").write_text("def test_camera(oivis_camera):\n    assert oivis_camera\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", option, "test_camera.py"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout
