"""Each hook of the catalogue: when it is called, and with what; and that each has a test and a user."""

import inspect
import sys

import pytest
from oivis.plugins import HOOKS, Button, Param, Plugin
from oivis.plugins.find import BUILT_IN, find
from oivis.plugins.rehearsal import Rehearsal, hand, portrait


class Diary(Plugin):
    """Notes down every hook."""

    parameters = {"speed": Param(1.0, max=2.0)}  # noqa: RUF012
    buttons = (Button("go", "Go", "g"),)

    def start(self):
        self.notes = [("start", dict(self.params), dict(self.state))]

    def stop(self):
        self.notes.append(("stop",))

    def frame(self, now):
        self.now = now
        self.notes.append(("frame", round(now.time_s, 3), len(now.hands), now.person is not None))

    def gesture(self, hand, gesture):
        self.notes.append(("gesture", hand.id, gesture))

    def command(self, command):
        self.notes.append(("command", command.command, command.by))
        return command.command == "next"

    def scene(self, id):
        self.notes.append(("scene", id))

    def draw(self, canvas):
        self.notes.append(("draw", round(canvas.aspect, 3)))
        canvas.text("hello", (0.5, 0.5))

    def press(self, button):
        self.notes.append(("press", button))

    def change(self, name):
        self.notes.append(("change", name, self.params[name]))

    def only(self, hook):
        return [note for note in self.notes if note[0] == hook]


@pytest.fixture
def stage():
    return Rehearsal(Diary, state={"best": 3}, speed=0.5)


def test_start_has_the_parameters_and_what_was_kept(stage):
    assert stage.plugin.notes == [("start", {"speed": 0.5}, {"best": 3})]
    (on,) = stage.what("on")
    assert on["buttons"] == [{"id": "go", "title": "Go", "key": "g"}]
    assert on["schema"]["properties"]["speed"]["maximum"] == 2.0 and on["params"] == {"speed": 0.5}


def test_frame_brings_hands_person_and_clock(stage):
    stage.frames()
    stage.frames(hands=[hand(0.25, 0.5)], matte=portrait(0.4))
    assert stage.plugin.only("frame") == [("frame", 0.033, 0, False), ("frame", 0.067, 1, True)]
    now = stage.plugin.now
    assert now.palm(now.hands[0]) == pytest.approx((0.25, 0.5), abs=0.001)
    assert now.step_s == pytest.approx(1 / 30) and now.tip(now.hands[0])[1] < 0.5


def test_gesture_comes_when_a_hand_shows_another_one_and_not_before(stage):
    stage.frames(0.5, [hand(0.5, 0.5, "fist")])
    stage.frames(0.5, [hand(0.5, 0.5, "palm"), hand(0.2, 0.5, "victory", id=2)])
    assert stage.plugin.only("gesture") == [
        ("gesture", 1, "fist"),
        ("gesture", 1, "palm"),
        ("gesture", 2, "victory"),
    ]


def test_command_may_be_taken_from_the_page(stage):
    assert stage.command("next") is True and stage.command("confirm", "keyboard") is False
    assert stage.plugin.only("command") == [
        ("command", "next", "gesture"),
        ("command", "confirm", "keyboard"),
    ]


def test_scene_says_which_one_is_shown(stage):
    stage._runner.scene("aurora")
    assert stage.plugin.only("scene") == [("scene", "aurora")]


def test_draw_is_shown_until_the_plugin_stops(stage):
    stage.frames()
    assert stage.texts == ["hello"] and stage.plugin.only("draw") == [("draw", 1.333)]
    stage.end()
    assert stage.texts == [] and len(stage.rows) == 0


def test_press_comes_for_declared_buttons_only(stage):
    stage.press("go")
    stage.press("__init__")
    assert stage.plugin.only("press") == [("press", "go")]


def test_change_comes_with_the_new_value_where_it_is_another(stage):
    stage.change(speed=1.5)
    stage.change(speed=1.5)
    assert stage.plugin.only("change") == [("change", "speed", 1.5)]


def test_stop_is_the_last_that_a_plugin_hears(stage):
    plugin = stage.plugin
    stage.end()
    stage.frames()
    assert plugin.notes[-1] == ("stop",) and not stage.is_on
    assert stage.what("off")[0]["why"] == ""


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_has_a_sentence_a_test_and_a_real_user(hook):
    assert HOOKS[hook].endswith(".") and hook in vars(Plugin)
    tests = [name for name, _ in inspect.getmembers(sys.modules[__name__], inspect.isfunction)]
    assert any(name.startswith(f"test_{hook}_") for name in tests)
    assert any(hook in vars(find(name)) for name in BUILT_IN), f"none of our own plug-ins uses {hook}"
