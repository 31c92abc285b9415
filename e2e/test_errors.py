"""Every error code of the page: provoked for real, told in a sentence that says what to do."""

import json
import re
import shutil
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import ClassVar

import pytest

from e2e.faults import crash_worker, lose_context, unplugged
from e2e.toy.test_hostile import LOOPER
from tests.server.wheels import wheel

HOUSE = Path(__file__).parent.parent / "docs" / "house.md"


class Provoke:
    """One method for each code of docs/house.md, section 8; each gives a stage on which it happens."""

    # No file that Chromium plays as a camera is ever busy; this is what it says of a real one.
    BUSY: ClassVar = """navigator.mediaDevices.getUserMedia = async () => {
      throw new DOMException("Could not start video source", "NotReadableError");
    };"""
    MUTE: ClassVar = """const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wish) => {
      if (wish.audio) throw new DOMException("Permission denied", "NotAllowedError");
      return open(wish);
    };"""
    OLD: ClassVar = "delete globalThis.OffscreenCanvas;"

    def __init__(self, open_toy, served, camera, models, stack):
        self.open, self.served, self.camera, self.models, self.stack = open_toy, served, camera, models, stack

    def camera_denied(self):
        return self.open(self.camera, permission="deny")

    def camera_missing(self):
        return self.open(None)

    def camera_busy(self):
        return self.open(self.camera, prepare=lambda page: page.add_init_script(self.BUSY))

    def camera_lost(self):
        stage = self.open(self.camera).wait_ready()
        self.stack.enter_context(unplugged(stage, self.camera))
        return stage

    def source_unreadable(self):
        stage = self.open(self.camera, debug=1)
        stage.start(b"this is no video", "clip.webm")
        return stage

    def model_corrupt(self):
        for file in self.models.glob("portrait*.onnx"):
            data = bytearray(file.read_bytes())
            data[len(data) // 2] ^= 1
            file.write_bytes(data)
        return self.open(self.camera, url=self._served())

    def model_missing(self):
        for file in self.models.glob("portrait*.onnx"):
            file.unlink()
        return self.open(self.camera, url=self._served())

    def model_failed(self):
        listed = json.loads((self.models / "models.json").read_text())
        for name in ("portrait", "portrait-wide"):
            matte = listed["models"][name]["reference"]["outputs"]["matte"]
            matte["values"] = [255 - value for value in matte["values"]]
        (self.models / "models.json").write_text(json.dumps(listed))
        return self.open(self.camera, url=self._served())

    def webgl_missing(self):
        return self.open(self.camera, flags=("--disable-gpu", "--disable-software-rasterizer"))

    def webgl_lost(self):
        stage = self.open(self.camera).wait_ready()
        lose_context(stage)
        return stage

    def shader_compile(self):
        def spoil(route):
            sources = route.fetch().json()
            spoiled = {name: text.replace("{\n", "{\n  this is no GLSL;\n") for name, text in sources.items()}
            route.fulfill(json={**sources, "snow": spoiled["snow"]})

        return self.open(self.camera, prepare=lambda page: page.context.route("**/filters.json", spoil))

    def python_failed(self):
        abort = "**/oivis-*.whl"
        return self.open(
            self.camera, prepare=lambda page: page.context.route(abort, lambda route: route.abort())
        )

    def worker_crashed(self):
        stage = self.open(self.camera).wait_ready()
        # It is started anew three times.
        for _ in range(4):
            stage.wait_state("running")
            crash_worker(stage)
            stage.wait_state("loading", "failed")
        return stage

    def unsupported(self):
        return self.open(self.camera, prepare=lambda page: page.add_init_script(self.OLD))

    def microphone_denied(self):
        stage = self.open(self.camera, prepare=lambda page: page.add_init_script(self.MUTE)).wait_ready()
        stage.page.get_by_role("button", name="Photos").click()
        stage.page.get_by_label("Clips with sound").check()
        stage.page.get_by_role("button", name="Record").click()
        return stage

    def publish_failed(self):
        stage = self.open(self.camera).wait_ready()
        stage.page.evaluate("() => void window.oivis.publish('https://live.example/whip').catch(() => {})")
        return stage

    def plugin_failed(self):
        looper = wheel(self.models, "looper", LOOPER)
        return self.open(self.camera, url=self._served("--plugin", str(looper)))

    def _served(self, *more):
        return self.stack.enter_context(self.served("--models", str(self.models), *more)).url


def codes():
    section = HOUSE.read_text().split("## 8. Errors")[1].split("## 9.")[0]
    return re.findall(r"`([a-z]+-[a-z]+|unsupported)`", section)


@pytest.mark.parametrize("code", codes())
def test_an_error_is_told_with_its_code_and_what_to_do(
    code, open_toy, served, still_camera, toy_models, tmp_path
):
    with ExitStack() as stack:
        models = Path(shutil.copytree(toy_models, tmp_path / "models"))
        provoke = Provoke(open_toy, served, still_camera.copy(tmp_path), models, stack)
        stage = getattr(provoke, code.replace("-", "_"))()
        error = stage.expect("error", code=code, timeout_s=60)
        message = error["message"]
        assert re.fullmatch(r"[A-Z].*[.!?]", message, re.DOTALL), message
        assert len(message.split()) >= 5, message


def test_a_damaged_model_is_fetched_once_more_and_the_stage_runs(open_toy, still_camera):
    asked = Counter()

    def damage_first(route):
        asked[route.request.url] += 1
        if asked[route.request.url] > 1:
            route.continue_()
            return
        body = bytearray(route.fetch().body())
        body[len(body) // 2] ^= 1
        route.fulfill(body=bytes(body))

    open_toy(
        still_camera, prepare=lambda page: page.context.route("**/portrait*.onnx", damage_first)
    ).wait_ready()
    assert asked
    assert set(asked.values()) == {2}
