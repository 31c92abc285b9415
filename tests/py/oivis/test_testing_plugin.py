"""The plug-in in a run of its own, as a developer's tests have it."""

import subprocess
import sys

import pytest
from oivis.testing.plugin import IDLE


@pytest.mark.parametrize("option", ["no:cacheprovider", "cacheprovider"])
def test_cameras_are_had_with_and_without_pytests_cache(tmp_path, option):
    (tmp_path / "test_camera.py").write_text("def test_camera(oivis_camera):\n    assert oivis_camera\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", option, "test_camera.py"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout


def test_a_conftest_gives_every_browser_its_flags(tmp_path):
    (tmp_path / "conftest.py").write_text(
        "import pytest\n\n"
        '@pytest.fixture(scope="session")\n'
        'def oivis_flags():\n    return ("--user-agent=ours",)\n'
    )
    (tmp_path / "test_flags.py").write_text(
        "def test_flags(oivis_browsers):\n"
        '    for flags, name in (((), "ours"), (("--user-agent=mine",), "mine")):\n'
        '        page = oivis_browsers(None, "deny", *flags).new_page()\n'
        '        assert page.evaluate("navigator.userAgent") == name\n'
    )
    command = [sys.executable, "-m", "pytest", "-q", "test_flags.py"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout


def test_of_browsers_without_a_page_the_last_few_stay(oivis_browsers):
    used = oivis_browsers(None, "accept", "--first")
    context = used.new_context()
    others = [oivis_browsers(None, "accept", f"--other={number}") for number in range(IDLE + 2)]
    assert [other.is_connected() for other in others] == [False, *[True] * (IDLE + 1)]
    assert used.is_connected() and oivis_browsers(None, "accept", "--first") is used
    context.close()
