import hashlib
import zipfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from setup.pyodide import is_used
from setup.rezip import rezip


def archive(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return path


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


names = st.text("abcdefgh/._", min_size=1, max_size=20).filter(lambda name: not name.endswith("/"))


@given(contents=st.dictionaries(names, st.binary()))
def test_every_member_keeps_its_bytes_and_loses_its_compression(
    tmp_path_factory: object, contents: dict[str, bytes]
) -> None:
    folder = tmp_path_factory.mktemp("zip")  # type: ignore[attr-defined]
    source = archive(folder / "old.zip", contents)
    sha256 = rezip(source, folder / "new.zip")
    assert members(folder / "new.zip") == contents
    assert sha256 == hashlib.sha256((folder / "new.zip").read_bytes()).hexdigest()
    with zipfile.ZipFile(folder / "new.zip") as file:
        assert all(member.compress_type == zipfile.ZIP_STORED for member in file.infolist())


def test_the_same_members_give_the_same_bytes_whatever_their_dates(tmp_path: Path) -> None:
    one, other = tmp_path / "one.zip", tmp_path / "other.zip"
    for path, year in [(one, 1999), (other, 2026)]:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr(zipfile.ZipInfo("a.py", (year, 1, 2, 3, 4, 6)), b"a = 1")
    assert rezip(one, tmp_path / "1") == rezip(other, tmp_path / "2")


def test_what_is_left_out_also_leaves_the_record(tmp_path: Path) -> None:
    record = b"numpy/core.py,sha256=x,3\nnumpy/core.pyi,sha256=y,2\nnumpy-2.dist-info/RECORD,,\n"
    contents = {"numpy/core.py": b"a=1", "numpy/core.pyi": b"a:", "numpy-2.dist-info/RECORD": record}
    rezip(archive(tmp_path / "old.whl", contents), tmp_path / "new.whl", is_used)
    kept = members(tmp_path / "new.whl")
    assert set(kept) == {"numpy/core.py", "numpy-2.dist-info/RECORD"}
    assert kept["numpy-2.dist-info/RECORD"] == b"numpy/core.py,sha256=x,3\nnumpy-2.dist-info/RECORD,,\n"
