"""Plug-ins that fail, that are slow, that draw nonsense: each is named, and the stage goes on."""

from types import SimpleNamespace

import numpy as np
import pytest
from oivis.errors import OivisError
from oivis.plugins import Button, Plugin
from oivis.plugins.find import find
from oivis.plugins.rehearsal import Rehearsal, hand
from oivis.plugins.runner import FRAMES, LARGEST_GROWTH, Runner


class Broken(Plugin):
    """Raises in every frame."""

    def frame(self, now):
        raise RuntimeError("no snow today")


def test_a_plugin_that_raises_three_times_is_named_and_switched_off():
    stage = Rehearsal(Broken)
    stage.frames(2 / 30)
    assert stage.is_on
    stage.frames(1.0)
    assert not stage.is_on
    assert [record["why"] for record in stage.what("failed")] == ["RuntimeError: no snow today"] * 3
    assert stage.what("off") == [
        {"plugin": "it", "what": "off", "why": "RuntimeError: no snow today", "timestamp": 100.0}
    ]


def test_a_plugin_that_fails_to_start_is_refused_by_name():
    class Late(Plugin):
        def start(self):
            raise KeyError("camera")

    with pytest.raises(OivisError, match=r"The plug-in it cannot be started .*camera"):
        Rehearsal(Late)


def test_a_plugin_that_raises_in_stop_is_off_all_the_same():
    class Clinging(Plugin):
        def stop(self):
            raise RuntimeError("never")

    stage = Rehearsal(Clinging)
    stage.end()
    assert not stage.is_on and stage.what("failed")


@pytest.mark.parametrize(
    ("draw", "why"),
    [
        (lambda canvas: canvas.picture("nothing", (0, 0)), "no picture 'nothing'"),
        (lambda canvas: canvas.dot((float("nan"), 0), 0.1), "nan or infinite"),
        (lambda canvas: canvas.dots(np.zeros((5000, 2)), np.ones(5000), np.ones((5000, 4))), "4000"),
        (lambda canvas: canvas.text("x", (0, 0), colour="red"), "'red' is no colour"),
        (lambda canvas: canvas.filter("no-such"), "'no-such'"),
    ],
)
def test_what_cannot_be_drawn_is_named_and_leaves_the_stage_alone(draw, why):
    made = type("Wrong", (Plugin,), {"draw": lambda self, canvas: draw(canvas)})
    stage = Rehearsal(made)
    stage.frames(0.5)
    assert why in stage.what("failed")[0]["why"] and len(stage.rows) == 0 and not stage.is_on


def test_a_command_that_a_plugin_gives_in_answer_to_a_command_does_not_go_round_for_ever():
    class Echo(Plugin):
        def command(self, command):
            self.desk.do(command.command)

    stage = Rehearsal(Echo)
    stage._runner._do = lambda command: stage.command(command)
    stage._on = stage._runner._on
    stage._runner.plugin("it").desk._do = lambda command: stage.command(command)
    stage.command("next")
    stage.frames()
    assert stage.what("failed")


def governed(plugin, step_s):
    """A runner whose clock goes on by `step_s` whenever it is looked at."""
    stage = Rehearsal(plugin)
    now = [0.0]

    def clock():
        now[0] += step_s
        return now[0]

    stage._runner = Runner(stage, SimpleNamespace(pictures=None), None, None, is_governed=True, clock=clock)
    stage._runner.use("it", plugin, {}, {}, "en")
    stage.told.clear()
    return stage


class Counting(Plugin):
    """Counts its frames."""

    def start(self):
        self.frames = 0

    def frame(self, now):
        self.frames += 1


def test_a_plugin_that_takes_more_than_its_share_gets_fewer_frames_and_is_shown():
    stage = governed(Counting, 0.005)
    stage.frames(FRAMES / 30)
    assert stage.what("slow") == [
        {
            "plugin": "it",
            "what": "slow",
            "ms": 5.0,
            "every": 3,
            "timestamp": pytest.approx(1000 * FRAMES / 30),
        }
    ]
    before = stage.plugin.frames
    stage.frames(1.0)
    assert stage.plugin.frames - before == 10


def test_a_plugin_within_its_share_gets_every_frame():
    stage = governed(Counting, 0.001)
    stage.frames(3.0)
    assert stage.plugin.frames == 90 and not stage.what("slow")


def test_a_plugin_that_takes_memory_without_end_is_switched_off():
    stage = Rehearsal(Counting)
    sizes = iter(range(0, 100 * LARGEST_GROWTH, LARGEST_GROWTH // 3))
    stage.heap = lambda: next(sizes)
    stage.frames(1.0)
    assert not stage.is_on and "MB of memory" in stage.what("off")[0]["why"]


def test_who_is_at_work_is_said_once_a_frame():
    stage = Rehearsal(Counting)
    turns = []
    stage.turn = turns.append
    stage.frames(2 / 30, [hand(0.5, 0.5, "fist")])
    assert turns == ["it", "", "it", "", "it", ""]  # a gesture, and two frames


def test_nothing_is_handed_over_where_nothing_is_drawn():
    stage = Rehearsal(Counting)
    stage.sprites = lambda *given: pytest.fail("it was")
    stage.frames(0.5)


@pytest.mark.parametrize("name", ["nobody", "Booth", "../x", "", None, "a" * 80])
def test_an_unknown_name_is_refused_with_those_that_there_are(name):
    with pytest.raises(OivisError, match=r"no name of a plug-in|there are .*booth"):
        find(name)


def test_a_parameter_that_is_none_is_refused_by_name():
    with pytest.raises(OivisError, match="there is no parameter 'size'"):
        Rehearsal(Counting, size=3)


def test_timers_follow_the_frames_and_not_the_clock_on_the_wall():
    class Waiting(Plugin):
        buttons = (Button("go", "Go"),)

        def press(self, button):
            self.desk.after(0.5, lambda: self.desk.tell(rung=self.desk.time_s))

    stage = Rehearsal(Waiting)
    stage.frames()
    stage.press("go")
    stage.frames(0.45)
    assert not stage.what("told")
    stage.frames(0.2)
    assert stage.what("told")[0]["record"]["rung"] == pytest.approx(0.55, abs=0.03)


def test_the_time_of_plugins_goes_on_where_another_source_begins():
    class Waiting(Plugin):
        def start(self):
            self.times, self.steps = [], []
            self.desk.after(2.5, lambda: self.desk.tell(rung=self.desk.time_s))

        def frame(self, now):
            self.times.append(now.time_s)
            self.steps.append(now.step_s)

    stage = Rehearsal(Waiting)
    stage.frames(2.0)
    stage.begin()
    stage.frames(0.4)
    assert not stage.what("told") and stage.plugin.steps.count(0.0) == 2
    stage.frames(0.2)
    assert stage.what("told")[0]["record"]["rung"] == pytest.approx(2.5, abs=0.05)
    assert stage.plugin.times == sorted(stage.plugin.times)


def test_what_is_kept_is_plain_and_small():
    class Hoarder(Plugin):
        buttons = (Button("much", "Much"), Button("odd", "Odd"), Button("fair", "Fair"))

        def press(self, button):
            self.state = {"much": {"a": "x" * 9000}, "odd": {"a": object()}, "fair": {"a": 1}}[button]
            self.desk.keep(self.state)

    stage = Rehearsal(Hoarder)
    stage.press("fair")
    assert stage.what("state")[0]["state"] == {"a": 1}
    stage.press("much")
    stage.press("odd")
    assert len(stage.what("failed")) == 2 and len(stage.what("state")) == 1
