"""Pictures with masks are found, and each method's figures come out per source."""

import numpy as np
import pytest
from oivis._native import Sessions
from PIL import Image

from models import build, pictures
from models.evaluate import portraits
from models.evaluate.methods import METHODS


def save(path, array):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(array).save(path)


def test_folders_of_images_and_masks_are_sources(tmp_path):
    grey = np.zeros((4, 4), np.uint8)
    for source in ("street", "home"):
        for name in ("1", "2"):
            save(tmp_path / source / "images" / f"{name}.jpg", grey)
        save(tmp_path / source / "masks" / "1.png", grey)
    found = portraits.find(tmp_path)
    assert {source: [(a.name, b.name) for a, b in pairs] for source, pairs in found.items()} == {
        "home": [("1.jpg", "1.png")],
        "street": [("1.jpg", "1.png")],
    }


def test_a_manifest_says_which_pictures_have_masks(tmp_path):
    (tmp_path / "manifest.csv").write_text("file,mask\nportraits/a/1.jpg,portraits/a/1.png\nhands/b/2.jpg,\n")
    assert portraits.find(tmp_path) == {
        "a": [(tmp_path / "portraits/a/1.jpg", tmp_path / "portraits/a/1.png")]
    }


def test_a_folder_without_masks_says_what_would_be_right(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"manifest.csv .* folder images with a folder masks"):
        portraits.find(tmp_path)


@pytest.mark.pictures
def test_every_method_is_measured_by_source():
    try:
        found = pictures.portraits()
    except FileNotFoundError as error:
        pytest.skip(str(error))
    told = []
    pairs = {"ccp": found["ccp"][:1], "vikram_graz": found["vikram_graz"][:1]}
    tables = portraits.evaluate(pairs, Sessions(build.TARGET, threads=1), lambda *what: told.append(what))
    assert set(tables) == {
        "portraits, all (2)",
        "portraits, ccp (1)",
        "portraits, vikram_graz (1)",
        "networks, mIoU",
    }
    for title, rows in tables.items():
        if title != "networks, mIoU":
            assert list(rows) == [*METHODS, "Portrait"]
            assert all(0.5 < row["boundary IoU"] < row["mIoU"] <= 1 for row in rows.values())
    assert told[-1] == ("portraits", 1, 2)
    one, two = (tables[f"portraits, {source} (1)"]["ours"]["mIoU"] for source in pairs)
    assert tables["portraits, all (2)"]["ours"]["mIoU"] == pytest.approx((one + two) / 2)
