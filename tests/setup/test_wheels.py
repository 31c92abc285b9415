import hashlib
import zipfile
from pathlib import Path

import pytest

from setup.wheels import PACKAGES, build, project


@pytest.mark.parametrize("package", PACKAGES)
def test_a_wheel_is_the_same_each_time_and_the_index_has_its_sha256(package: str, tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    wheel, sha256 = build(package, tmp_path)
    again, _ = build(package, tmp_path / "again")
    assert wheel.read_bytes() == again.read_bytes()
    (file,) = project(package, wheel, sha256)["files"]
    assert file["filename"] == wheel.name
    assert file["hashes"]["sha256"] == hashlib.sha256(wheel.read_bytes()).hexdigest()
    assert file["size"] == wheel.stat().st_size
    assert f"{package}/__init__.py" in zipfile.ZipFile(wheel).namelist()
