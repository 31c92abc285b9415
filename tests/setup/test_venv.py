import ast
import sys
from pathlib import Path

import pytest

from setup import venv
from setup.step import ROOT, StepError


def test_the_python_that_runs_is_taken_if_it_is_new_enough() -> None:
    assert venv.interpreter() == getattr(sys, "_base_executable", sys.executable)


def old_python(folder: Path, name: str, version: str) -> str:
    path = folder / name
    path.write_text(f"#!/bin/sh\necho {version}\n")
    path.chmod(0o755)
    return str(path)


def test_a_newer_python_on_the_path_is_taken_where_the_default_is_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "_base_executable", old_python(tmp_path, "python3", "3 9"))
    new = old_python(tmp_path, "python3.12", "3 12")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert venv.interpreter() == new


def test_without_a_python_new_enough_the_sentence_says_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "_base_executable", old_python(tmp_path, "python3", "3 9"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StepError, match=r"3\.11 or newer[\s\S]*make PYTHON="):
        venv.interpreter()


@pytest.mark.parametrize("name", ["__init__.py", "step.py", "venv.py"])
def test_an_old_python_can_read_what_refuses_it_and_needs_no_package_for_that(name: str) -> None:
    tree = ast.parse((ROOT / "setup" / name).read_text(), feature_version=(3, 7))
    tops = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    modules = {alias.name for node in tops if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module or "" for node in tops if isinstance(node, ast.ImportFrom)}
    assert {module.partition(".")[0] for module in modules} <= sys.stdlib_module_names | {"setup"}


def test_every_pin_is_exact() -> None:
    for line in (ROOT / "constraints.txt").read_text().splitlines():
        name, equals, version = line.partition("==")
        assert name and equals and version, line
