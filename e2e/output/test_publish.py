"""The picture goes to a streaming server: a real WHIP endpoint receives it, every refusal can be read."""

import numpy as np
import pytest
from oivis.testing import serve
from starlette.responses import Response

from e2e.faults import crash_worker, stage_worker
from e2e.output.whip import whip
from e2e.toy.clips import HEIGHT, PERSON, RED, WIDTH, stripes

pytestmark = pytest.mark.server("it names the streaming servers")

FLAGS = ("--allow-loopback-in-peer-connection",)
EDGE = 24
PUBLISH = """async ([url, token, wish]) => {
  try {
    window.publicationOfTest = await window.oivis.publish(url, token, wish);
    return null;
  } catch ({ code, message }) {
    return { code, message };
  }
}"""
STOP = "() => window.publicationOfTest.stop()"


@pytest.fixture(scope="module")
def endpoint():
    with whip() as endpoint:
        yield endpoint


@pytest.fixture(scope="module")
def url(endpoint, toy_models):
    with serve("--models", str(toy_models), "--whip", endpoint.origin) as server:
        yield server.url


@pytest.fixture(scope="module")
def stage(share_toy, still_camera, url):
    return share_toy(still_camera, url=url, flags=FLAGS).wait_ready()


@pytest.fixture
def publish(stage, endpoint):
    yield lambda url=endpoint.url, token=endpoint.token, wish=None: stage.page.evaluate(
        PUBLISH, [url, token, wish or {}]
    )
    endpoint.refusal = None


def frames_come(endpoint):
    before = endpoint.frames
    endpoint.wait(lambda: endpoint.frames > before + 5)


def is_composited(picture):
    height, width = picture.shape[:2]
    # A sender that is short of time sends a smaller picture of the same.
    assert abs(width / height - WIDTH / HEIGHT) < 0.02
    x0, y0, x1, _ = (round(at * width / WIDTH) for at in PERSON)
    person = picture[y0 + EDGE :, x0 + EDGE : x1 - EDGE].astype(int)
    room = picture[:, round(320 * width / WIDTH) :]
    if (height, width) == (HEIGHT, WIDTH):
        assert stripes(room[:, :304]) <= 6
    # aiortc takes the picture for one of another colour matrix: green is 30 less than it was.
    return np.abs(np.median(person, axis=(0, 1)) - RED).max() <= 40


def test_the_composite_arrives_with_sound_and_stop_ends_it(stage, endpoint, publish):
    assert publish(wish={"audio": True}) is None
    frames_come(endpoint)
    endpoint.wait(lambda: endpoint.sounds > 10)
    endpoint.wait(lambda: is_composited(endpoint.picture))
    stage.page.evaluate(STOP)
    endpoint.wait(lambda: endpoint.requests[-1][0] == "DELETE")
    assert [method for method, _ in endpoint.requests] == ["POST", "DELETE"]
    assert endpoint.sessions["0"].connectionState == "closed"


def test_a_viewer_goes_live_and_stops_by_the_panel(stage, endpoint):
    page = stage.page
    page.get_by_role("button", name="Photos, clips, live").click()
    page.get_by_label("Address").fill(endpoint.url)
    page.get_by_label("Token").fill(endpoint.token)
    page.get_by_role("button", name="Go live").click()
    page.locator("#air").wait_for()
    frames_come(endpoint)
    page.get_by_role("button", name="Stop sending").click()
    page.locator("#air").wait_for(state="hidden")
    endpoint.wait(lambda: endpoint.requests[-1][0] == "DELETE")
    page.get_by_role("button", name="Close").click()


def test_it_goes_on_after_the_worker_crashed(stage, endpoint, publish):
    assert publish() is None
    frames_come(endpoint)
    crash_worker(stage)
    stage.wait_state("loading")
    stage.wait_state("running", timeout_s=60)
    frames_come(endpoint)
    endpoint.wait(lambda: is_composited(endpoint.picture))
    stage.page.evaluate(STOP)
    assert stage_worker(stage)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (400, "did not understand"),
        (401, "refused the token"),
        (403, "refused the token"),
        (404, "no such address"),
        (406, "none of the formats"),
        (415, "none of the formats"),
        (409, "live at this address already"),
        (503, "no room"),
        (500, "answered 500"),
        (200, "answered 200"),
        (302, "answered 302"),
    ],
)
def test_a_refusal_is_told_in_a_sentence(endpoint, publish, status, said):
    endpoint.refusal = Response(status_code=status)
    error = publish()
    assert error["code"] == "publish-failed"
    assert said in error["message"]


@pytest.mark.parametrize(
    "answer", ["", "this is no SDP", "v=0\r\n" * 100_000, "v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"]
)
def test_an_answer_without_sense_ends_it(endpoint, publish, answer):
    endpoint.refusal = Response(answer, 201, {"location": "/session/0"})
    error = publish()
    assert (error["code"], "makes no sense" in error["message"]) == ("publish-failed", True)


def test_the_session_of_an_answer_lies_at_the_same_server_or_nowhere(stage, endpoint, publish):
    asked = []
    stage.page.on("request", lambda request: asked.append(request.url))
    endpoint.refusal = Response("no SDP", 201, {"location": "https://elsewhere.example/steal"})
    publish()
    assert asked
    assert not [url for url in asked if "elsewhere" in url]


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/whip",
        "javascript:alert(1)",
        "",
        "/whip",
        "http://127.0.0.1:1/whip",
        "{whip}@x",
    ],
)
def test_an_address_elsewhere_is_refused_before_anything_is_sent(stage, endpoint, publish, address):
    asked = []
    stage.page.on("request", lambda request: asked.append(request.url))
    error = publish(url=address.replace("{whip}", endpoint.origin))
    assert error["code"] == "publish-failed"
    assert endpoint.origin in error["message"]
    assert not asked


@pytest.mark.parametrize("token", ["a b", "a\r\nx-evil: 1", "schlüssel", "\x00"])
def test_a_token_that_no_header_can_hold_is_refused_before_anything_is_sent(endpoint, publish, token):
    before = len(endpoint.requests)
    error = publish(token=token)
    assert (error["code"], len(endpoint.requests)) == ("publish-failed", before)


def test_one_that_is_stopped_before_the_answer_leaves_nothing_behind(stage, endpoint):
    posts = endpoint.requests.count(("POST", "/whip"))
    stage.page.evaluate(
        """async ([url, token]) => {
          const first = window.oivis.publish(url, token).catch(() => {});
          const second = window.oivis.publish(url, token);
          await Promise.all([first, second]);
          await (await second).stop();
        }""",
        [endpoint.url, endpoint.token],
    )
    endpoint.wait(
        lambda: all(peer.connectionState == "closed" for peer in endpoint.sessions.values()), timeout_s=20
    )
    assert endpoint.requests.count(("POST", "/whip")) > posts


def test_of_two_begun_at_once_the_second_alone_is_sent_however_long_the_microphone_takes(stage, endpoint):
    ended = stage.page.evaluate(
        """async ([url, token]) => {
          const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
          const second = Promise.withResolvers();
          navigator.mediaDevices.getUserMedia = async (wish) => {
            await second.promise;
            return open(wish);
          };
          const first = window.oivis.publish(url, token, { audio: true }).catch(({ code }) => code);
          window.publicationOfTest = await window.oivis.publish(url, token);
          second.resolve();
          const code = await first;
          navigator.mediaDevices.getUserMedia = open;
          return [code, window.publicationOfTest.state];
        }""",
        [endpoint.url, endpoint.token],
    )
    assert ended[0] == "publish-failed" and ended[1] in ("connecting", "live")
    stage.page.locator("#air").wait_for()
    frames_come(endpoint)
    stage.page.evaluate(STOP)
    stage.page.locator("#air").wait_for(state="hidden")


def test_a_wrong_token_is_told_on_the_panel(stage, endpoint):
    page = stage.page
    page.get_by_role("button", name="Photos, clips, live").click()
    page.get_by_label("Address").fill(endpoint.url)
    page.get_by_label("Token").fill("wrong")
    page.get_by_role("button", name="Go live").click()
    page.get_by_text("refused the token", exact=False).first.wait_for()
    page.get_by_role("button", name="Close").click()
    stage.wait_state("running")


def test_without_a_server_that_is_allowed_there_is_no_control(open_toy, still_camera):
    stage = open_toy(still_camera).wait_ready()
    assert stage.page.locator("#publish").count() == 0
    error = stage.page.evaluate(PUBLISH, ["https://live.example/whip", "", {}])
    assert "allowed no streaming server" in error["message"]
