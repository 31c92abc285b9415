"""The dataset's manifest: every picture has a licence and a role, and dev is never learnt from."""

import csv
import json
from dataclasses import asdict

import pytest

from models.pictures import folder
from models.portrait.listing import DRAWN, EMPTY, HANDS, TAUGHT, Entry, listed, read
from models.training.dataset import ListingError, check_apart, write

ENTRY = Entry("portraits/ccp/images/a.jpg", "a" * 64, "bearpaw/ccp", "Apache-2.0", "a", False, DRAWN, "a.png")
COLUMNS = ("file", "source_repo", "licence", "label", "sha256", "mask", "subject")


def folder_of(path, rows):
    with (path / "manifest.csv").open("w", newline="") as held:
        lines = csv.DictWriter(held, COLUMNS)
        lines.writeheader()
        lines.writerows([dict(zip(COLUMNS, row, strict=True)) for row in rows])
    return path


def row(file, mask="", licence="MIT", subject=""):
    return (file, "someone", licence, "upper", file.ljust(64, "0"), mask, subject)


def test_a_listing_is_read_as_it_was_written(tmp_path):
    write(tmp_path / "pictures.json", [ENTRY])
    assert read(tmp_path / "pictures.json") == [ENTRY]


def test_each_source_has_its_role_and_others_are_left_out(tmp_path):
    files = ("hands/hagrid/a.jpg", "hands/rps_cv/b.jpg", "backgrounds/twilio/c.jpg", "hands/digits/d.jpg")
    root = folder_of(tmp_path, [row("portraits/ccp/e.jpg", "m.png"), *map(row, files)])
    roles = {entry.file: entry.role for entry in listed(root)}
    assert roles == {"portraits/ccp/e.jpg": DRAWN, files[0]: TAUGHT, files[1]: HANDS, files[2]: EMPTY}


def test_a_portrait_without_its_mask_is_not_learnt_from(tmp_path):
    assert listed(folder_of(tmp_path, [row("portraits/ccp/e.jpg")])) == []


def test_what_has_no_licence_is_refused_by_name(tmp_path):
    root = folder_of(tmp_path, [row("hands/emre/up/a.jpg", licence="")])
    with pytest.raises(ListingError, match=r"hands/emre/up/a\.jpg has no licence"):
        listed(root)


def test_the_last_tenth_of_a_source_is_held_out(tmp_path):
    root = folder_of(tmp_path, [row(f"hands/emre/up/{at:02}.jpg") for at in range(20)])
    assert [entry.file[-6:-4] for entry in listed(root) if entry.is_held] == ["18", "19"]


def test_a_missing_listing_is_missed_by_the_command_that_makes_it(tmp_path):
    with pytest.raises(FileNotFoundError, match="oivis portrait data"):
        read(tmp_path / "pictures.json")


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"role": "anybody"}, "role .anybody. is not known"), ({"colour": 1}, "colour")],
)
def test_a_picture_that_is_wrong_is_refused(tmp_path, change, reason):
    path = tmp_path / "pictures.json"
    path.write_text(json.dumps({"version": 1, "pictures": [asdict(ENTRY) | change]}))
    with pytest.raises(ListingError, match=reason):
        read(path)


@pytest.mark.parametrize("text", ["", "[]", '{"version": 2, "pictures": []}', '{"version": 1}', "{"])
def test_what_is_no_listing_is_refused(tmp_path, text):
    path = tmp_path / "pictures.json"
    path.write_text(text)
    with pytest.raises(ListingError, match="cannot be read"):
        read(path)


@pytest.mark.pictures
def test_no_training_picture_is_in_dev_and_all_are_free_to_learn_from():
    try:
        root, dev = folder("train"), folder("dev")
    except FileNotFoundError:
        pytest.skip("there are no pictures: name their folder in OIVIS_DATA")
    entries = listed(root)
    check_apart(entries, dev)
    assert {entry.role for entry in entries} == {DRAWN, TAUGHT, EMPTY, HANDS}
    assert not any("no licence" in entry.licence for entry in entries)
