"""The loop over the toy models: real sessions, drawn frames, nothing shown."""

import asyncio
import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from oivis._native import NativeHost, Sessions
from oivis.gestures import Gestures
from oivis.scenes import SCENES
from oivis.stage import Stage

from e2e.toy.clips import hand, hold, pause, room, slide
from e2e.toy.models import write

FILTERS = Path(__file__).parents[3] / "web" / "filters"


class Watched(NativeHost):
    """A host that draws nothing and remembers what it was to draw."""

    def __init__(self, folder: Path) -> None:
        self.told: list[tuple[str, dict]] = []
        self.drawn: list[str] = []
        self.broken = ""
        super().__init__(Sessions(folder, threads=1), FILTERS, None, lambda *event: self.told.append(event))

    def render(self, timestamp_ms: float) -> None:
        if self.broken:
            raise RuntimeError(self.broken)
        self.drawn.append("picture")

    def cover(self, kind: str) -> None:
        self.drawn.append(kind)

    def kind(self, kind: str) -> list[dict]:
        return [record for told, record in self.told if told == kind]


class Toy:
    """A stage over toy models, fed at 30 frames a second."""

    def __init__(self, folder: Path, **options) -> None:
        self.host = Watched(folder)
        self.stage = Stage(self.host, Gestures.load(), **{"is_governed": False} | options)
        self.now_ms = 0.0

    def show(self, frames: Iterable[np.ndarray]) -> None:
        async def run() -> None:
            for frame in frames:
                self.now_ms += 1000 / 30
                self.host.ingest(frame)
                await self.stage.frame(frame.shape[1], frame.shape[0], self.now_ms, True)

        asyncio.run(run())

    def commands(self) -> list[str]:
        return [record["command"] for record in self.host.kind("command")]

    def scene(self) -> str:
        return self.host.kind("scene")[-1]["scene"]


@pytest.fixture(scope="session")
def models(tmp_path_factory) -> Path:
    return write(tmp_path_factory.mktemp("toy"))


@pytest.fixture
def toy(models) -> Toy:
    return Toy(models)


def test_it_begins_in_the_first_scene_and_shows_every_frame(toy):
    toy.show(pause(0.2))
    assert toy.scene() == SCENES[0].id and set(toy.host.drawn) == {"picture"}
    assert toy.host.kind("error") == []


def test_hands_become_gestures_commands_and_scenes(toy):
    toy.show(pause(0.5))
    toy.show(slide(500, 160))
    assert toy.commands() == ["next"] and toy.scene() == SCENES[1].id
    toy.show(slide(140, 480))
    assert toy.commands() == ["next", "previous"] and toy.scene() == SCENES[0].id
    toy.show(hold(480, 1.2, fist=True))
    assert toy.commands()[-1] == "confirm"
    toy.show(pause(1.0))
    toy.show(hold(480, 1.4))
    assert toy.commands()[-1] == "return"
    assert {"palm", "fist"} <= {record["gesture"] for record in toy.host.kind("gesture")}


def test_a_chain_of_a_number_of_many_digits_is_refused_and_the_one_before_goes_on(toy):
    def chain(amount: str) -> str:
        return toy.stage.chain(f'[{{"filter": "vignette", "params": {{"amount": {amount}}}}}]')

    assert chain("0.5") == ""
    refused = chain("1" + "0" * 400)
    assert refused.startswith("The parameter amount of vignette is 1e400 or so, outside 0 to 1.")
    assert "That is no JSON" in chain("1" + "0" * 5000)
    assert toy.host.links[-1] == {
        "filter": "vignette",
        "params": toy.host.links[-1]["params"] | {"amount": 0.5},
    }


def test_the_hud_follows_the_hand(toy):
    frame = room()
    hand(frame, 400, 200)
    toy.show([frame] * 12)
    (seen,) = toy.host.kind("hud")[-1]["hands"]
    x0, y0, x1, y1 = seen["box"]
    assert x0 < 400 / 640 < x1 and y0 < 200 / 480 < y1


def test_keyboard_and_hand_go_the_same_way(toy):
    toy.stage.do("previous", "keyboard")
    assert toy.scene() == SCENES[-1].id
    toy.stage.do("next", "touch")
    assert toy.scene() == SCENES[0].id
    assert [(record["by"], record["hand"]) for record in toy.host.kind("command")] == [
        ("keyboard", None),
        ("touch", None),
    ]


def test_return_goes_to_the_first_scene_unless_something_lies_open(toy):
    toy.stage.scene("studio")
    toy.stage.open(True)
    toy.stage.do("return", "keyboard")
    assert toy.scene() == "studio"
    toy.stage.open(False)
    toy.stage.do("return", "keyboard")
    assert toy.scene() == SCENES[0].id


def test_an_unknown_scene_or_command_is_told_and_changes_nothing(toy):
    toy.stage.scene("moon")
    toy.stage.do("jump", "keyboard")
    first, second = toy.host.kind("error")
    assert first["code"] == second["code"] == "unsupported"
    assert "snow, blur" in first["message"] and "confirm, return" in second["message"]
    assert toy.scene() == SCENES[0].id and toy.commands() == []


def test_what_moves_stands_still_for_who_asks_for_it(toy):
    assert toy.host.links[-1]["params"]["speed"] == 1
    toy.stage.still(True)
    assert toy.host.links[-1]["params"]["speed"] == 0
    toy.stage.still(False)
    assert toy.host.links[-1]["params"]["speed"] == 1


def test_scenes_are_listed_in_the_order_of_next(toy):
    listed = json.loads(toy.stage.scenes())
    assert [each["id"] for each in listed] == [scene.id for scene in SCENES]
    for each in listed[1:]:
        toy.stage.do("next", "page")
        assert toy.scene() == each["id"]


def test_a_corrupt_portrait_is_told_once_and_the_plain_frame_is_shown_before_any_scene(models, tmp_path):
    for file in models.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    for file in tmp_path.glob("portrait*.onnx"):
        file.write_bytes(b"no model")
    toy = Toy(tmp_path)
    toy.show(pause(0.3))
    (error,) = toy.host.kind("error")
    assert error["code"] == "model-corrupt" and "oivis models build" in error["message"]
    assert set(toy.host.drawn) == {"frame"}


def test_where_the_room_must_be_covered_it_is_not_shown_before_the_first_scene_either(models):
    toy = Toy(models, must_cover=True)
    toy.host.broken = "the driver is gone"
    toy.show(pause(0.1))
    assert set(toy.host.drawn) == {"frosted"}


def test_once_a_scene_was_shown_a_failure_is_covered_and_told_again_after_recovery(toy):
    for _ in range(2):
        toy.host.broken = ""
        toy.show(pause(0.1))
        toy.host.broken = "the driver is gone"
        toy.show(pause(0.1))
    assert toy.host.drawn == (["picture"] * 3 + ["frosted"] * 3) * 2
    errors = toy.host.kind("error")
    assert [error["code"] for error in errors] == ["python-failed"] * 2
    assert "the driver is gone" in errors[0]["message"]


def test_hands_that_fail_leave_the_picture_alone(models, tmp_path):
    for file in models.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "hand.onnx").unlink(missing_ok=True)
    names = json.loads((tmp_path / "models.json").read_text())["models"]["hand"]["files"]["wasm"]["file"]
    (tmp_path / names).unlink(missing_ok=True)
    toy = Toy(tmp_path)
    toy.show(hold(400, 0.5))
    (error,) = toy.host.kind("error")
    assert error["code"] == "model-missing" and "hand" in error["message"]
    assert set(toy.host.drawn) == {"picture"}


def test_a_new_source_has_new_hands_and_no_holds(toy):
    toy.show(hold(400, 0.4))
    toy.stage.reset()
    assert json.loads(toy.stage.stats())["hands"] == 0
    toy.now_ms = 0
    toy.show(hold(400, 0.4))
    assert toy.commands() == []
    assert {record["hand"] for record in toy.host.kind("gesture")} == {1, 2}


def test_a_stage_with_time_to_spare_looks_at_the_same_hand_with_the_fine_network(models, monkeypatch):
    monkeypatch.setattr("oivis.landmarks.PATIENCE_MS", 600)
    seconds = iter(np.arange(0, 1e3, 0.0005))
    toy = Toy(models, is_governed=True, clock=lambda: next(seconds))
    asked = []
    run = toy.host.run
    toy.host.run = lambda name, pixels: asked.append(name) or run(name, pixels)
    toy.show(hold(400, 1.8))
    looks = [name for name in asked if name.startswith("hand")]
    assert looks[0] == "hand" and looks[-1] == "hand-fine" and looks == sorted(looks)
    assert json.loads(toy.stage.stats())["landmarks"] == "hand-fine"
    assert toy.commands() == ["return"] and toy.host.kind("error") == []
    assert {hand["id"] for record in toy.host.kind("hud") for hand in record["hands"]} == {1}


def test_a_late_stage_looks_at_hands_less_often_and_then_makes_frames_smaller(models):
    seconds = iter(np.arange(0, 1e6, 0.1))
    toy = Toy(models, is_governed=True, clock=lambda: next(seconds))
    scales = []
    toy.host.resize = scales.append
    toy.show(pause(4))
    stats = json.loads(toy.stage.stats())
    assert stats["level"] == 6 and stats["hands_every"] == 2
    assert scales == [0.75, 0.5]
