"""Real pictures through the whole pipeline: a few of each kind; `oivis eval` measures all of them."""

import asyncio
import csv
import os
from itertools import islice
from pathlib import Path

import av
import numpy as np
import pytest
from oivis import Hands, Portrait
from oivis._native import networks
from oivis.errors import OivisError
from oivis.gestures import Gestures
from oivis.portrait import portrait_model
from oivis.refine import resize
from oivis.sampling import sample
from oivis.tracks import Tracks
from oivis.types import Region
from PIL import Image

DATA = Path(os.environ.get("OIVIS_DATA", Path(__file__).parents[4] / "shared" / "data")) / "dev"

pytestmark = pytest.mark.pictures


@pytest.fixture(scope="module")
def rows() -> list[dict]:
    if not (DATA / "manifest.csv").is_file():
        pytest.skip(f"no pictures at {DATA}; set OIVIS_DATA")
    try:
        networks()
    except OivisError as error:
        pytest.skip(error.message)
    with (DATA / "manifest.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def picture(name: str) -> np.ndarray:
    return np.asarray(Image.open(DATA / name).convert("RGB"))


def mean_iou(matte: np.ndarray, truth: np.ndarray) -> float:
    seen = matte >= 0.5
    return float(np.mean([(a & b).sum() / (a | b).sum() for a, b in ((seen, truth), (~seen, ~truth))]))


def raw(image: np.ndarray) -> np.ndarray:
    height, width = image.shape[:2]
    name = portrait_model(width, height)
    pixels = sample(image, Region.from_frame(width, height), networks().models[name])
    (matte,) = asyncio.run(networks().run(name, pixels))
    return resize(matte[0] / np.float32(255), height, width)


@pytest.mark.parametrize("source", ["ccp", "vikram_graz"])
def test_people_are_cut_out_and_refining_takes_nothing_away(rows, source):
    portrait = asyncio.run(Portrait.load())
    scores = []
    for row in [row for row in rows if row["file"].startswith(f"portraits/{source}")]:
        image = picture(row["file"])
        mask = (
            Image.open(DATA / row["mask"]).convert("L").resize(image.shape[1::-1], Image.Resampling.NEAREST)
        )
        truth = np.asarray(mask) > 127
        scores.append((mean_iou(asyncio.run(portrait(image)), truth), mean_iou(raw(image), truth)))
    refined, upsampled = np.mean(scores, axis=0)
    assert refined > 0.91 and refined > upsampled - 0.003


@pytest.mark.parametrize(("source", "least"), [("hagrid", 0.9), ("rps_cv", 0.9), ("swati", 0.95)])
def test_hands_are_found(rows, source, least):
    hands = asyncio.run(Hands.load())
    shown = [row for row in rows if row["file"].startswith(f"hands/{source}") and row["rps"] != "none"][::5]
    assert np.mean([bool(asyncio.run(hands(picture(row["file"])))) for row in shown]) >= least


def test_rooms_without_people_hold_no_hand(rows):
    hands = asyncio.run(Hands.load())
    rooms = [row for row in rows if row["task"] == "negative/background"][::3]
    assert rooms and not any(asyncio.run(hands(picture(row["file"]))) for row in rooms)


def test_landmarks_lie_on_the_hand(rows):
    hands = asyncio.run(Hands.load())
    for row in [row for row in rows if row["file"].startswith("hands/rps_cv") and row["rps"] == "paper"][
        ::10
    ]:
        image = picture(row["file"]).astype(int)
        (hand, *_) = asyncio.run(hands(image.astype(np.uint8)))
        x, y = hand.landmarks[:, :2].round().astype(int).T
        red, green, _ = image[y.clip(0, len(image) - 1), x.clip(0, image.shape[1] - 1)].T
        # The wall behind these hands is green.
        assert (red > green).mean() > 0.9


def test_handedness_of_a_hand_that_is_followed_is_the_persons_own(rows):
    here, tracks, own = networks(), Tracks(Gestures.load()), []
    with av.open(str(DATA / "videos" / "asl_signerA.mp4")) as container:
        for frame in islice(container.decode(video=0), 0, 200, 2):
            image = frame.to_ndarray(format="rgb24")

            async def look(name: str, region: Region, image: np.ndarray = image) -> list[np.ndarray]:
                return list(await here.run(name, sample(image, region, here.models[name])))

            height, width = image.shape[:2]
            for hand in asyncio.run(
                tracks.update(look, width, height, float(frame.time) * 1000, mirrored=False)
            ):
                wrist = hand.landmarks[0, 0]
                # The signer faces the camera, unmirrored, in the middle of 640 pixels.
                if abs(wrist - 320) > 40:
                    own.append(hand.handedness == ("right" if wrist < 320 else "left"))
    assert len(own) > 50 and np.mean(own) > 0.9
