"""Plug-ins that nobody should have: each is named, and the stage is there without it."""

import socket
import zipfile

import pytest
from oivis.testing import Opener

from e2e.toy.test_play import expect_plugin
from tests.server.wheels import wheel

GOOD = """
from oivis.plugins import Plugin

class It(Plugin):
    def draw(self, canvas):
        canvas.text("good", (0.5, 0.5))
"""
# Wherever it asks, only our own server hears of it; what came of each is told.
CALLER = """
import js
from oivis.plugins import Plugin

async def ask(desk, name, asking):
    try:
        await asking()
        desk.tell(way=name, out=True)
    except Exception as error:
        desk.tell(way=name, out=False)

async def evaluate():
    js.eval("1")

class It(Plugin):
    def start(self):
        import asyncio
        far = "http://127.0.0.1:PORT/stolen"
        self.tasks = [
            asyncio.ensure_future(ask(self.desk, "fetch", lambda: js.fetch(far, mode="no-cors"))),
            asyncio.ensure_future(ask(self.desk, "eval", evaluate)),
        ]
        for name in ("WebSocket", "EventSource"):
            try:
                getattr(js, name).new(far.replace("http", "ws") if name == "WebSocket" else far)
                self.desk.tell(way=name, made=True)
            except Exception:
                self.desk.tell(way=name, made=False)
        self.desk.tell(way="document", made=hasattr(js, "document"))
"""
LOOPER = """
from oivis.plugins import Plugin

class It(Plugin):
    def frame(self, now):
        while True:
            pass
"""
LEAKER = """
from oivis.plugins import Plugin

class It(Plugin):
    def start(self):
        self.kept = []

    def frame(self, now):
        self.kept.append(bytearray(60_000_000))
"""
THROWER = "raise RuntimeError('not today')\n"


@pytest.fixture(scope="module")
def open_with(oivis_browsers, toy_models, tmp_path_factory):
    """Open the stage on a server that has plug-ins of these sources."""
    folder = tmp_path_factory.mktemp("hostile")
    listener = socket.create_server(("127.0.0.1", 0))
    caller = CALLER.replace("PORT", str(listener.getsockname()[1]))
    sources = {"good": GOOD, "caller": caller, "looper": LOOPER, "leaker": LEAKER, "thrower": THROWER}
    paths = [wheel(folder, name, source) for name, source in sources.items()]
    sepia = folder / "sepia.frag"
    sepia.write_text(
        '/*{"name": "sepia", "about": "Old.", "kind": "point", "params": {}}*/ '
        + "vec4 sepia(vec4 color, vec2 uv) { return vec4(0.4, 0.25, 0.1, color.a); }"
    )
    yield oivis_browsers, toy_models, [*paths, sepia], listener
    listener.close()


@pytest.fixture
def opened(open_with, served, still_camera):
    """`opened(name)`: the stage with that plug-in alone, running."""
    browsers, models, paths, _ = open_with
    running = []

    def open_one(name):
        (path,) = [path for path in paths if path.name.startswith(name)]
        server = served("--models", str(models), "--plugin", str(path))
        url = server.__enter__().url
        opener = Opener(browsers, lambda: url)
        running.append((server, opener))
        return opener(still_camera).wait_ready()

    yield open_one
    for server, opener in running:
        opener.close()
        server.__exit__(None, None, None)


def test_a_wheel_of_the_index_is_installed_and_drawn(opened):
    stage = opened("good")
    expect_plugin(stage, "good", "on")
    stage.wait_frames(stage.stats()["frames"] + 5)
    assert not [event for event in stage.events("plugin") if event["detail"]["what"] == "failed"]


def test_a_filter_alone_is_a_plugin(opened):
    stage = opened("sepia")
    expect_plugin(stage, "sepia", "on")
    stage.wait_frames(stage.stats()["frames"] + 5)
    red, green, blue = stage.composite().reshape(-1, 3).mean(axis=0)
    assert (red, green, blue) == pytest.approx((102, 64, 26), abs=4)


def test_one_that_asks_the_network_reaches_nobody(opened, open_with):
    stage = opened("caller")
    told = {}
    while len(told) < 5:
        record = expect_plugin(stage, "caller", "told")["record"]
        told[record["way"]] = record
    assert told["fetch"]["out"] is False and told["document"]["made"] is False
    assert told["eval"]["out"] is False
    listener = open_with[-1]
    listener.settimeout(2)
    with pytest.raises(TimeoutError):
        listener.accept()


def test_one_that_loops_for_ever_is_named_and_the_stage_starts_without_it(opened):
    stage = opened("looper")
    why = expect_plugin(stage, "looper", "off")["why"]
    assert "looper did not come back" in why
    assert stage.expect("error")["code"] == "plugin-failed"
    stage.wait_state("running", timeout_s=60)
    stage.wait_frames(5)
    assert stage.stats()["frames"] >= 5


def test_one_that_takes_memory_without_end_is_switched_off(opened):
    stage = opened("leaker")
    off = expect_plugin(stage, "leaker", "off")
    assert "memory" in off["why"].lower()
    before = stage.stats()["frames"]
    stage.wait_frames(before + 5)


def test_one_that_throws_at_import_is_named(opened):
    stage = opened("thrower")
    stage.page.locator("#toast", has_text="thrower cannot be imported (RuntimeError: not today)").wait_for()
    stage.wait_frames(stage.stats()["frames"] + 3)


@pytest.mark.server("its files change")
def test_one_whose_bytes_are_others_than_the_page_expects_is_not_installed(
    open_with, served, still_camera, tmp_path
):
    browsers, models, *_ = open_with
    path = wheel(tmp_path, "good", GOOD)
    with served("--models", str(models), "--plugin", str(path)) as server:
        with zipfile.ZipFile(path, "a") as made:
            made.writestr("more.py", "print('more')")
        opener = Opener(browsers, lambda: server.url)
        stage = opener(still_camera).wait_ready()
        stage.page.locator("#toast", has_text="The plug-in good arrived damaged").wait_for()
        opener.close()
