import io
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.campaigns.archive import read_zip, write_zip
from server.campaigns.bundle import write_bundle
from server.campaigns.wrong import WrongError
from tests.server.campaigns.sample import OFFER
from tests.server.campaigns.test_bundle import bundle

GOOD = write_zip(bundle())
UNIX_LINK = 0o120777 << 16


def packed(*entries: tuple[str | zipfile.ZipInfo, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", how) as archive:
        for name, content in [*write_bundle(bundle()).items(), *entries]:
            archive.writestr(name, content)
    return written.getvalue()


def refusal(content: bytes) -> str:
    with pytest.raises(WrongError) as caught:
        read_zip(content, OFFER)
    return str(caught.value)


def test_a_zip_gives_back_what_was_written_and_is_always_the_same() -> None:
    assert read_zip(GOOD, OFFER) == bundle()
    assert write_zip(read_zip(GOOD, OFFER)) == GOOD


def test_a_zip_of_another_tool_with_its_folder_entry_is_read() -> None:
    assert read_zip(packed(("assets/", b"")), OFFER) == bundle()


@pytest.mark.parametrize(
    "name",
    [
        "../campaign.toml",
        "/etc/passwd",
        "assets/../../x.png",
        "C:\\x.png",
        "assets\\x.png",
        "spring/campaign.toml",
        ".",
    ],
)
def test_an_entry_outside_of_the_folder_is_refused(name: str) -> None:
    assert "no file of a campaign" in refusal(packed((name, b"x")))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["campaign.toml", "Campaign.TOML", "assets/LOGO.png"])
def test_an_entry_that_is_there_twice_or_differs_in_case_alone_is_refused(name: str) -> None:
    assert "is there twice" in refusal(packed((name, b"x")))


def test_a_symbolic_link_is_refused() -> None:
    info = zipfile.ZipInfo("assets/link.png")
    info.external_attr = UNIX_LINK
    assert "is a link" in refusal(packed((info, b"/etc/passwd")))


def test_an_entry_that_bursts_is_refused_before_it_is_unpacked_whole() -> None:
    assert "bursts" in refusal(packed(("assets/bomb.png", bytes(30_000_000))))


def test_entries_that_burst_together_are_refused() -> None:
    # Each is under the ratio, by noise between the zeros; together they are over the whole.
    noise = bytes(range(256)) * 40_000
    entries = [(f"assets/b{number}.png", noise) for number in range(16)]
    assert "bursts" in refusal(packed(*entries))


def test_an_entry_that_lies_about_its_size_is_refused() -> None:
    bomb = bytearray(packed(("assets/bomb.png", bytes(2_000_000))))
    at = bomb.rindex(struct.pack("<I", 2_000_000))
    bomb[at : at + 4] = struct.pack("<I", 10)
    refusal(bytes(bomb))


def test_a_thousand_entries_are_refused() -> None:
    assert "66 are the most" in refusal(packed(*((f"assets/{number}.png", b"") for number in range(1000))))


def test_packings_that_cost_more_than_they_save_are_refused() -> None:
    assert "packed oddly" in refusal(packed(how=zipfile.ZIP_LZMA))


def test_an_encrypted_entry_is_refused() -> None:
    locked = bytearray(GOOD)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = locked.index(mark) + offset
        locked[at] |= 1
    assert "encrypted" in refusal(bytes(locked))


@pytest.mark.parametrize("length", range(0, len(GOOD), 97))
def test_a_truncated_zip_is_refused(length: int) -> None:
    refusal(GOOD[:length])


@settings(max_examples=300)
@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=6))
def test_a_damaged_zip_raises_nothing_but_sentences(at: int, noise: bytes) -> None:
    damaged = GOOD[:at] + noise + GOOD[at + len(noise) :]
    try:
        read_zip(damaged, OFFER)
    except WrongError as error:
        assert str(error).endswith(".")
