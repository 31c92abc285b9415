"""The dataset's manifest: what it refuses, and that nothing is learnt from what is measured on."""

import json
from dataclasses import replace

import pytest

from models import pictures
from models.detector.listing import Entry, Labelled, read, share_of
from models.pictures import rows
from models.training.dataset import ListingError, check_apart, write

HAND = Labelled(
    (1.0, 2.0, 30.0, 40.0), "palm", "borrowed", "source", tuple((float(at), 2.0) for at in range(21))
)
ENTRY = Entry("hands/emre/up/a.jpg", "a" * 64, "someone/pictures", "MIT", "a man", False, (HAND,))


@pytest.fixture
def dev(tmp_path):
    folder = tmp_path / "dev"
    folder.mkdir()
    (folder / "manifest.csv").write_text(f"file,sha256\nhands/emre/up/b.jpg,{'b' * 64}\n")
    return folder


def test_what_is_written_is_read(tmp_path):
    entries = [ENTRY, replace(ENTRY, file="backgrounds/a.jpg", hands=())]
    write(tmp_path / "pictures.json", entries)
    assert read(tmp_path / "pictures.json") == entries
    assert ENTRY.kind == "hands/emre"


def test_a_listing_that_was_not_made_is_missed_by_the_command_that_makes_it(tmp_path):
    with pytest.raises(FileNotFoundError, match="oivis detector look"):
        read(tmp_path / "pictures.json")


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("box", [5, 5, 4, 9], "x0, y0, x1, y1"),
        ("box", [1, 2, 3], "x0, y0, x1, y1"),
        ("gesture", "wave", "should be one of fist, palm"),
        ("points", [[1, 2]], "21 points or none"),
        ("box_by", "a guess", "source, borrowed"),
    ],
)
def test_a_hand_that_is_none_is_refused_by_its_picture(tmp_path, key, value, reason):
    path = tmp_path / "pictures.json"
    write(path, [ENTRY])
    held = json.loads(path.read_text())
    held["pictures"][0]["hands"][0][key] = value
    path.write_text(json.dumps(held))
    with pytest.raises(ListingError, match=f"{ENTRY.file}.*{reason}"):
        read(path)


@pytest.mark.parametrize("text", ["", "[]", '{"version": 2, "pictures": []}', '{"version": 1}', "{"])
def test_what_is_no_listing_is_refused(tmp_path, text):
    path = tmp_path / "pictures.json"
    path.write_text(text)
    with pytest.raises(ListingError, match=r"cannot be read at its beginning"):
        read(path)


def test_a_picture_of_dev_is_refused_by_its_content(dev):
    check_apart([ENTRY], dev)
    with pytest.raises(ListingError, match=r"hands/emre/up/a\.jpg: in dev too"):
        check_apart([replace(ENTRY, sha256="b" * 64)], dev)


def test_nobody_is_both_learnt_from_and_held_out(dev):
    with pytest.raises(ListingError, match="a man: both learnt from and held out"):
        check_apart([ENTRY, replace(ENTRY, is_held=True)], dev)


@pytest.mark.pictures
def test_no_training_picture_is_in_dev():
    try:
        learnt, measured = (rows(pictures.folder(part)) for part in ("train", "dev"))
    except FileNotFoundError as error:
        pytest.skip(str(error))
    assert len(learnt) > 3000 and not {row["sha256"] for row in learnt} & {row["sha256"] for row in measured}


def test_a_share_is_the_first_of_each_source_and_gesture_and_all_that_is_held_out():
    fist = replace(HAND, gesture="fist")
    entries = [
        replace(ENTRY, file=f"hands/{source}/{at}.jpg", hands=(hand,), is_held=at == 9)
        for source in ("emre", "dwiv")
        for hand in (HAND, fist)
        for at in range(10)
    ]
    kept = share_of(entries, 1 / 3)
    learnt = [entry for entry in kept if not entry.is_held]
    assert len(learnt) == 4 * 3 and {entry.file[-5] for entry in learnt} == {"0", "1", "2"}
    assert len(kept) - len(learnt) == 4
    assert share_of(entries, 1) == entries
    # One stays, however small the share.
    assert len(share_of(entries, 0.01)) == 4 + 4
