import pytest

from setup.pyodide import is_first, is_later, is_used, trimmed, with_rest


def test_the_lock_file_names_only_what_is_served_with_its_new_sha256() -> None:
    packages: dict[str, dict[str, object]] = {
        name: {"file_name": f"{name}.whl", "sha256": "old", "depends": [], "name": name}
        for name in ("numpy", "micropip", "pandas")
    }
    lock = {"info": {"python": "3.14.0"}, "packages": packages}
    result = trimmed(lock, {"numpy": "new"})
    assert result["info"] == lock["info"]
    assert result["packages"] == {"numpy": packages["numpy"] | {"sha256": "new"}}
    assert packages["numpy"]["sha256"] == "old"


def test_numpy_depends_on_what_was_left_out_of_it() -> None:
    numpy = {"name": "numpy", "version": "2", "depends": []}
    lock = {"info": {}, "packages": {"numpy": numpy}}
    packages = with_rest(lock, "numpy-rest.zip", "sum")["packages"]
    assert packages["numpy"]["depends"] == ["numpy-rest"]
    assert packages["numpy-rest"]["file_name"] == "numpy-rest.zip"
    assert packages["numpy-rest"]["sha256"] == "sum"
    assert numpy["depends"] == []


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("numpy/__init__.py", True),
        ("numpy/lib/_npyio_impl.py", True),
        ("numpy/random/_generator.cpython-314-wasm32-emscripten.so", False),
        ("numpy/ma/core.py", False),
        ("micropip/package.py", True),
    ],
)
def test_what_is_used_comes_first_or_later(name: str, first: bool) -> None:
    assert (is_first(name), is_later(name)) == (first, not first)


@pytest.mark.parametrize(
    "name",
    [
        "numpy/__init__.py",
        "numpy/_core/_multiarray_umath.cpython-314-wasm32-emscripten.so",
        "numpy/testing/__init__.py",
        "numpy/random/_generator.cpython-314-wasm32-emscripten.so",
        "numpy-2.4.3.dist-info/METADATA",
        "numpy-2.4.3.dist-info/licenses/LICENSE.txt",
        "micropip/package.py",
    ],
)
def test_what_can_be_imported_and_every_licence_stays(name: str) -> None:
    assert is_used(name)


@pytest.mark.parametrize(
    "name",
    [
        "numpy/f2py/crackfortran.py",
        "numpy/__init__.pyi",
        "numpy/_core/include/numpy/ndarraytypes.h",
        "numpy/random/lib/libnpyrandom.a",
    ],
)
def test_what_no_import_reaches_goes(name: str) -> None:
    assert not is_used(name)
