"""Compile Python sources for the page. Runs in the page's own Python: its bytecode is no other's."""

from __future__ import annotations

import ast
from importlib import _bootstrap_external
from importlib.util import source_hash
from pathlib import Path

# Their docstrings are data: Pyodide gives them to what is written in C, numpy.ma makes its own of NumPy's.
DOCUMENTED = ("pyodide/", "_pyodide/", "numpy/")


def without_docstrings(tree: ast.Module) -> ast.Module:
    """Take the docstrings out of a module, in place, and give it back."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        # A string that follows one would take its place.
        while ast.get_docstring(node, clean=False) is not None:
            del node.body[0]
        if not node.body and not isinstance(node, ast.Module):
            node.body.append(ast.Pass(lineno=node.lineno, col_offset=0))
    return tree


def bytecode(source: bytes, name: str, home: str) -> bytes:
    """Compile one module.

    Parameters
    ----------
    source : bytes
    name : str
        Of the file in its archive: ``numpy/__init__.py``.
    home : str
        Where the page's Python finds the archive's files; tracebacks say it.

    Returns
    -------
    bytes
        A .pyc file that is taken as it is (PEP 552: an unchecked hash), as it comes without its source.
    """
    tree = ast.parse(source)
    code = compile(
        tree if name.startswith(DOCUMENTED) else without_docstrings(tree), f"{home}/{name}", "exec"
    )
    # What py_compile itself uses.
    return bytes(_bootstrap_external._code_to_hash_pyc(code, source_hash(source), False))  # type: ignore[attr-defined]


def compile_folder(folder: str, home: str) -> None:
    """Put a .pyc in the place of every .py below a folder."""
    for file in sorted(Path(folder).rglob("*.py")):
        name = file.relative_to(folder).as_posix()
        file.with_suffix(".pyc").write_bytes(bytecode(file.read_bytes(), name, home))
        file.unlink()
