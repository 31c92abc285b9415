import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.plugin import new

OIVIS = [sys.executable, "-c", "from cli import main; main()"]


def test_a_new_plugin_has_a_test_that_passes(tmp_path: Path) -> None:
    made = subprocess.run(
        [*OIVIS, "plugin", "new", "good-bye"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "oivis plugin run" in made.stdout
    folder = tmp_path / "good-bye"
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0 and "1 passed" in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["Good", "good_bye", "9lives", "../x", "class", "", "a" * 61, "a--b"])
def test_a_name_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no name of a plug-in"):
        new(name, tmp_path)


def test_what_is_there_is_not_written_over(tmp_path: Path) -> None:
    new("good-bye", tmp_path)
    with pytest.raises(ValueError, match="is there already"):
        new("good-bye", tmp_path)
