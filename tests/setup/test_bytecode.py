import ast
import marshal
from pathlib import Path

import pytest

from setup.bytecode import bytecode, compile_folder, without_docstrings

SOURCE = '''"""Module."""
from __future__ import annotations

class Empty:
    """Nothing else."""

def double(n):
    """Two of it."""
    assert n, "none"
    return 2 * n

async def alone():
    """Only this."""
'''


def run(pyc: bytes, **names: object) -> dict:
    exec(marshal.loads(pyc[16:]), names)
    return names


def test_docstrings_go_and_the_rest_of_a_module_does_what_it_did() -> None:
    made = run(bytecode(SOURCE.encode(), "a/b.py", "/lib"), __name__="b")
    assert made["double"](3) == 6
    assert [made.get("__doc__"), made["Empty"].__doc__, made["double"].__doc__] == [None, None, None]
    with pytest.raises(AssertionError, match="none"):
        made["double"](0)


def test_a_string_after_the_docstring_is_not_taken_for_one() -> None:
    tree = without_docstrings(ast.parse('def f():\n    """Doc."""\n    "other"\n    return 1'))
    names: dict = {}
    exec(compile(tree, "a", "exec"), names)
    assert names["f"].__doc__ is None
    assert names["f"]() == 1


def test_pyodide_keeps_the_docstrings_that_it_reads() -> None:
    assert run(bytecode(SOURCE.encode(), "_pyodide/core.py", "/lib"), __name__="core")["__doc__"] == "Module."


def test_bytecode_is_taken_as_it_is_and_tells_where_it_is_from() -> None:
    made = bytecode(b"a = 1", "numpy/x.py", "/lib/site")
    assert made[4:8] == b"\x01\0\0\0"  # PEP 552: by hash, unchecked
    assert marshal.loads(made[16:]).co_filename == "/lib/site/numpy/x.py"


def test_a_folder_has_bytecode_in_the_place_of_its_sources(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.py").write_text("a = 1")
    (tmp_path / "data.txt").write_text("as it was")
    compile_folder(str(tmp_path), "/lib")
    assert {str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*.*")} == {"sub/a.pyc", "data.txt"}
