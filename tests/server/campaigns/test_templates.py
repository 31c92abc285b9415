import io

import numpy as np
import pytest
from PIL import Image

from server.campaigns.bundle import read_bundle, write_bundle
from server.campaigns.templates import FOLDER, NAMES, read_template
from setup.templates import main
from tests.server.campaigns.sample import OFFER


@pytest.mark.parametrize("name", NAMES)
def test_every_template_is_a_whole_campaign_in_both_languages(name: str) -> None:
    bundle = read_template(name, OFFER)
    assert set(bundle.campaign.languages) == {"en", "zh"}
    assert bundle.campaign.assets() == set(bundle.assets)
    assert read_bundle(write_bundle(bundle), OFFER) == bundle


def test_every_folder_is_a_template_and_another_name_is_refused() -> None:
    assert {folder.name for folder in FOLDER.iterdir() if folder.is_dir()} == set(NAMES)
    with pytest.raises(ValueError, match="there are launch, holiday, stream, booth"):
        read_template("../..", OFFER)


def test_their_pictures_are_those_that_our_own_code_draws(tmp_path) -> None:
    main(tmp_path)
    drawn = {path.relative_to(tmp_path): path for path in tmp_path.rglob("*.*")}
    assert {path.relative_to(FOLDER) for path in FOLDER.rglob("assets/*")} == set(drawn)
    for name, path in drawn.items():
        there, here = (np.asarray(Image.open(place).convert("RGBA"), int) for place in (FOLDER / name, path))
        # Packers differ from version to version by a hair.
        assert np.abs(there - here).mean() < 2


@pytest.mark.parametrize("name", ["launch", "holiday", "booth"])
def test_a_photo_frame_is_clear_in_the_middle(name: str) -> None:
    frame = Image.open(io.BytesIO(read_template(name, OFFER).assets["frame.png"])).convert("RGBA")
    alpha = np.asarray(frame)[..., 3]
    height, width = alpha.shape
    assert not alpha[height // 4 : -height // 4, width // 4 : -width // 4].any()
    assert alpha.max() > 250
