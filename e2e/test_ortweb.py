"""The page /ortweb: a visitor runs Python with onnxruntime, and nothing leaves the device."""

import re
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image

from e2e.access import check_access
from e2e.test_screens import SCREENS, SHOTS
from setup.examples import programs

pytestmark = pytest.mark.server("the bridge has pages of its own")

STATE = "() => document.documentElement.dataset.oivis"


class Desk:
    """The page as a visitor has it."""

    def __init__(self, page, url):
        self.page = page
        self.requests = []
        page.context.on("request", lambda request: self.requests.append(request))
        page.goto(url)
        self.wait()

    def wait(self, *states, timeout_s=90):
        """Wait until the page is in one of the states: idle or failed if none is named."""
        end = time.monotonic() + timeout_s
        while (state := self.page.evaluate(STATE)) not in (states or ("idle", "failed")):
            assert time.monotonic() < end, f"{state}: {self.said}"
            self.page.wait_for_timeout(50)
        return state

    @property
    def said(self):
        return self.page.locator("#output").inner_text()

    def run(self, program=None):
        """Run a program, or the one that is there; give what it says."""
        if program is not None:
            self.page.locator("#program").fill(program)
        self.page.locator("#run").click()
        self.wait("idle")
        return self.said

    def pixel(self, canvas, x, y):
        get = (
            "([id, x, y]) => [...document.getElementById(id).getContext('2d').getImageData(x, y, 1, 1).data]"
        )
        return self.page.evaluate(get, [canvas, x, y])


@pytest.fixture(scope="module")
def open_desk(oivis_browsers, oivis_server):
    pages = []

    def go(query="", **context):
        pages.append(oivis_browsers(None).new_context(**context).new_page())
        return Desk(pages[-1], f"{oivis_server.url}/ortweb{query}")

    yield go
    for page in pages:
        page.context.close()


@pytest.fixture(scope="module")
def desk(open_desk):
    """One page for the tests that leave it as it was."""
    return open_desk()


def test_every_example_runs_to_its_end(desk):
    for program in programs():
        desk.page.locator("#examples").select_option(program["name"])
        said = desk.run()
        assert re.search(r"Done in [\d.]+ s\.", said), f"{program['name']}: {said}"
        assert desk.page.locator("#after").is_visible() == ("result.npy" in program["text"])


def test_the_examples_are_named_in_the_visitor_s_language(open_desk):
    options = open_desk("?lang=zh").page.locator("#examples option")
    options.nth(len(programs()) - 1).wait_for(state="attached")
    titles = options.all_text_contents()
    assert len(titles) == len(programs())
    assert [title for title in titles if title.isascii()] == []


def test_the_person_is_set_before_another_background(desk):
    desk.page.locator("#examples").select_option("cutout")
    desk.run()
    # The suit stays as it is, the flag behind it is an evening sky.
    assert desk.pixel("after", 220, 420) == pytest.approx(desk.pixel("before", 220, 420), abs=12)
    assert desk.pixel("after", 20, 60) == pytest.approx([65, 47, 93, 255], abs=25)


def test_an_error_is_a_traceback_of_the_program_alone(desk):
    said = desk.run(
        "import onnxruntime as ort\n\ndef load():\n    ort.InferenceSession('nowhere.onnx')\n\nload()"
    )
    assert said.startswith("Traceback (most recent call last):")
    assert 'File "program.py", line 6' in said
    assert 'File "program.py", line 4, in load' in said
    assert "NO_SUCHFILE" in said
    assert "_pyodide" not in said
    assert "SyntaxError" in desk.run("if True print(1)")


def test_a_result_that_is_no_picture_is_named_with_what_would_be_one(desk):
    said = desk.run("import numpy as np\nnp.save('result.npy', np.zeros((2, 3, 5)))")
    assert "<f8 [2, 3, 5]" in said
    assert "uint8 [height, width]" in said
    assert "Done" in desk.run("import numpy as np\nnp.save('result.npy', np.full((4, 6), 9, np.uint8))")
    assert desk.pixel("after", 5, 3) == [9, 9, 9, 255]
    assert "?" in desk.run("open('result.npy', 'w').write('text')")


def test_a_program_knows_nothing_of_the_one_before(desk):
    desk.run("kept = 1")
    assert "NameError" in desk.run("print(kept)")


def test_a_line_without_its_end_is_shown_with_its_own_program(desk):
    assert desk.run("print('half', end='')").startswith("half")
    said = desk.run(
        "import sys\nprint('é' * 3, end='')\nprint('told', file=sys.stderr)\nraise ValueError('wrong')"
    )
    assert said.startswith("told\nééé") or said.startswith("ééétold\n")
    assert "ValueError: wrong" in said


def test_packages_that_the_server_has_are_there_when_they_are_imported(desk):
    assert "0." in desk.run("import micropip, numpy.random\nprint(micropip.__version__)")


def test_a_loop_that_prints_for_ever_does_not_drown_the_page(open_desk):
    desk = open_desk()
    desk.page.locator("#program").fill("while True:\n    print('x' * 1000)")
    desk.page.locator("#run").click()
    desk.wait("running")
    end = time.monotonic() + 30
    while "…" not in desk.said:
        assert time.monotonic() < end
    desk.page.locator("#stop").click()
    assert len(desk.said) < 110_000
    assert "Stopped." in desk.said


def test_an_endless_loop_is_stopped_and_the_next_program_runs(open_desk):
    desk = open_desk()
    desk.page.locator("#program").fill("print('begun')\nwhile True:\n    pass")
    desk.page.locator("#run").click()
    desk.wait("running")
    desk.page.get_by_text("begun").wait_for()
    desk.page.locator("#stop").click()
    assert desk.wait("loading", "idle")
    desk.wait("idle")
    assert "Stopped." in desk.said
    assert desk.page.locator("#program").input_value().startswith("print('begun')")
    assert "42" in desk.run("import onnxruntime\nprint(6 * 7)")


def test_a_picture_of_the_visitor_s_own_is_read_and_never_sent(open_desk, tmp_path):
    Image.new("RGB", (1600, 800), (10, 200, 30)).save(tmp_path / "green.png")
    desk = open_desk()
    desk.page.locator("#file").set_input_files(tmp_path / "green.png")
    desk.page.locator("#before[width='768']").wait_for()
    said = desk.run("import numpy as np\na = np.load('picture.npy')\nprint(a.shape, a.dtype, a[3, 5])")
    assert "(384, 768, 3) uint8 [ 10 200  30]" in said
    desk.page.locator("#file").set_input_files(Path(__file__))
    desk.page.get_by_text("is no picture that the browser can read").wait_for()
    desk.run(
        "import js\ntry:\n    await js.fetch('https://example.org/', method='POST', body='x')\n"
        "except Exception:\n    print('kept here')"
    )
    assert "kept here" in desk.said
    home = urlsplit(desk.page.url).netloc
    assert desk.requests
    for request in desk.requests:
        url = urlsplit(request.url)
        if url.netloc == "example.org":
            assert request.failure
            continue
        assert request.method == "GET" and request.post_data_buffer is None, request.url
        assert url.netloc == home or url.scheme in ("blob", "data"), request.url


def test_the_editor_indents_runs_and_lets_the_keyboard_leave(desk):
    page = desk.page
    area = page.locator("#program")
    area.fill("")
    area.press_sequentially("for i in range(2):")
    area.press("Enter")
    area.press_sequentially("print(i)")
    assert area.input_value() == "for i in range(2):\n    print(i)"
    area.press("Control+a")
    area.press("Tab")
    assert area.input_value() == "    for i in range(2):\n        print(i)"
    area.press("Shift+Tab")
    area.press("Control+Enter")
    desk.wait("idle")
    assert desk.said.startswith("0\n1\n")
    area.press("Control+z")
    assert area.input_value() == "    for i in range(2):\n        print(i)"
    area.press("Escape")
    area.press("Tab")
    assert page.evaluate("document.activeElement.id") != "program"


def test_what_a_visitor_wrote_is_there_again(open_desk):
    desk = open_desk()
    desk.page.locator("#program").fill("print('mine')")
    desk.page.locator("#examples").select_option("errors")
    assert "InvalidArgument" in desk.page.locator("#program").input_value()
    desk.page.goto(desk.page.url.split("#")[0])
    desk.page.locator("#examples").select_option("own")
    assert desk.page.locator("#program").input_value() == "print('mine')"


@pytest.mark.parametrize(("screen", "language"), [*((screen, "en") for screen in SCREENS), ("phone", "zh")])
def test_it_fits_and_can_be_read_by_everyone(open_desk, screen, language):
    desk = open_desk(f"?lang={language}", **SCREENS[screen])
    desk.run()
    page = desk.page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{screen}-ortweb-{language}.png", full_page=True)
    check_access(page, "the page", [None])
