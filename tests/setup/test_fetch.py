import functools
import hashlib
import http.server
import threading
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from setup.fetch import CARRIED, Source, Wheel, fetch, from_cdn
from setup.step import StepError

NUMPY = b"the wheel of numpy"
WHEEL = Wheel("numpy-2.whl", hashlib.sha256(NUMPY).hexdigest())
OTHER = Wheel("micropip-1.whl", hashlib.sha256(b"micropip").hexdigest())


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    folder = tmp_path / "shelf"
    folder.mkdir()
    return folder


@pytest.fixture
def cdn(shelf: Path) -> Iterator[Source]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=shelf)
    ) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield from_cdn(f"http://127.0.0.1:{server.server_port}/")
        server.shutdown()


def shelf_source(contents: dict[str, bytes], asked: list[Wheel]) -> Source:
    def source(wheels: Sequence[Wheel], folder: Path) -> None:
        asked.extend(wheels)
        for name, content in contents.items():
            (folder / name).write_bytes(content)

    return source


def test_a_wheel_comes_from_the_first_source_and_is_kept(cdn: Source, shelf: Path, tmp_path: Path) -> None:
    (shelf / WHEEL.file_name).write_bytes(NUMPY)
    asked: list[Wheel] = []
    (got,) = fetch([WHEEL], {"cdn": cdn, "second": shelf_source({}, asked)}, tmp_path / "cache")
    assert got.read_bytes() == NUMPY
    assert not asked
    assert fetch([WHEEL], {}, tmp_path / "cache") == [got]
    assert list((tmp_path / "cache").iterdir()) == [got]


def test_a_wheel_of_another_sha256_is_refused_and_asked_of_the_next_source(
    cdn: Source, shelf: Path, tmp_path: Path
) -> None:
    (shelf / WHEEL.file_name).write_bytes(b"the wheel of somebody else")
    (shelf / OTHER.file_name).write_bytes(b"micropip")
    asked: list[Wheel] = []
    second = shelf_source({WHEEL.file_name: NUMPY}, asked)
    got = fetch([WHEEL, OTHER], {"cdn": cdn, "second": second}, tmp_path / "cache")
    assert [path.read_bytes() for path in got] == [NUMPY, b"micropip"]
    assert asked == [WHEEL]


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/", "http://name.invalid/"])
def test_a_source_that_is_down_is_passed_over(address: str, tmp_path: Path) -> None:
    sources = {"cdn": from_cdn(address), "second": shelf_source({WHEEL.file_name: NUMPY}, [])}
    (got,) = fetch([WHEEL], sources, tmp_path)
    assert got.read_bytes() == NUMPY


def test_where_nobody_has_the_wheel_each_answer_is_told(cdn: Source, tmp_path: Path) -> None:
    wrong = shelf_source({WHEEL.file_name: b"wrong"}, [])
    with pytest.raises(StepError) as failed:
        fetch([WHEEL], {"the CDN": cdn, "PyPI": wrong}, tmp_path / "cache")
    assert "the CDN: HTTP Error 404" in str(failed.value)
    assert f"PyPI: {WHEEL.file_name} has sha256" in str(failed.value)
    assert WHEEL.sha256 in str(failed.value)
    assert not any((tmp_path / "cache").iterdir())


def test_a_cached_wheel_that_was_damaged_is_fetched_again(tmp_path: Path) -> None:
    (tmp_path / WHEEL.file_name).write_bytes(b"damaged")
    (got,) = fetch([WHEEL], {"source": shelf_source({WHEEL.file_name: NUMPY}, [])}, tmp_path)
    assert got.read_bytes() == NUMPY


def test_only_the_wanted_members_of_the_carrier_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from setup import fetch as module

    def pip(command: list[str], then: str) -> None:
        place = Path(command[command.index("-d") + 1])
        with zipfile.ZipFile(place / "carrier.whl", "w") as file:
            file.writestr(CARRIED + WHEEL.file_name, NUMPY)
            file.writestr("open_webui/large.bin", bytes(1000))

    monkeypatch.setattr(module, "call", pip)
    (got,) = fetch([WHEEL], {"PyPI": module.from_carrier}, tmp_path)
    assert got.read_bytes() == NUMPY
    assert list(tmp_path.iterdir()) == [got]
