from pathlib import Path

import pytest

from setup.node import system_npm


def program(folder: Path, name: str, says: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\necho {says}\n")
    (folder / name).chmod(0o755)


@pytest.mark.parametrize(
    ("programs", "is_enough"),
    [
        ({"node": "v20.1.0", "npm": "10"}, True),
        ({"node": "v18.19.0", "npm": "9"}, False),
        ({"node": "v22.0.0"}, False),
        ({"npm": "10"}, False),
        ({}, False),
        ({"node": "not node at all", "npm": "10"}, False),
    ],
)
def test_the_machines_npm_is_used_only_with_a_node_new_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, programs: dict[str, str], is_enough: bool
) -> None:
    for name, says in programs.items():
        program(tmp_path, name, says)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (system_npm() == [str(tmp_path / "npm")]) == is_enough
