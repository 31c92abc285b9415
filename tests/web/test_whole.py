"""Frames as large as their source, in Node: who wants them, and that nobody spoils it for another."""

from tests.node import run

STEPS = """
    const { Whole } = await import("./whole.js");
    const whole = new Whole();
    const photos = [];
    const steps = {
        keep: () => whole.keep(true),
        end: () => whole.keep(false),
        photo: () => photos.push(whole.wish()),
        done: () => photos.pop()(),
    };
    const wanted = JSON.parse(process.argv[1]).map((step) => { steps[step](); return whole.isWanted; });
    console.log(JSON.stringify(wanted));
"""


def test_a_recording_and_photos_want_them_for_as_long_as_they_last():
    assert run(STEPS, ["photo", "photo", "done", "done"]) == [True, True, True, False]
    assert run(STEPS, ["keep", "photo", "end", "done"]) == [True, True, True, False]
    assert run(STEPS, ["keep", "photo", "done", "end"]) == [True, True, True, False]


def test_a_worker_that_hears_only_the_end_of_a_recording_goes_on_as_ever():
    assert run(STEPS, ["end", "photo", "done", "keep", "end"]) == [False, True, False, True, False]
