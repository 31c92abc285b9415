"""What the service worker gives a player that asks for parts of a clip, as RFC 9110 says in section 14."""

import pytest

ASK = """async ([url, asked]) => {
  const answer = await fetch(url, { headers: asked ? { range: asked } : {} });
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const { status, headers } = answer;
  const [range, length] = ["content-range", "content-length"].map((name) => headers.get(name));
  return { status, bytes: [...bytes], range, length };
}"""
FILE = "() => JSON.parse(document.documentElement.dataset.config).assets.media + 'demo.webm'"
SEEK = """async (url) => {
  const video = Object.assign(document.createElement("video"), { muted: true, preload: "auto", src: url });
  await new Promise((resolve, reject) => Object.assign(video, { onloadeddata: resolve, onerror: reject }));
  const half = video.duration / 2;
  const sought = new Promise((resolve) => { video.onseeked = resolve; });
  video.currentTime = half;
  await sought;
  return [video.currentTime / video.duration, video.videoWidth];
}"""


@pytest.fixture(scope="module")
def kept(share_toy):
    """The stage without a network, all of it kept, and the address of a clip among that."""
    stage = share_toy(None, autostart="demo").wait_ready()
    stage.page.locator("html[data-kept]").wait_for(state="attached")
    stage.page.context.set_offline(True)
    stage.open(debug=1)
    url = stage.page.evaluate("path => new URL(path, location).href", stage.page.evaluate(FILE))
    whole = stage.page.evaluate(ASK, [url, None])
    assert whole["status"] == 200
    return stage, url, bytes(whole["bytes"])


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-", slice(0, None)),
        ("bytes=0-0", slice(0, 1)),
        ("bytes=2-99", slice(2, 100)),
        ("bytes=100-", slice(100, None)),
        ("bytes=100-999999999", slice(100, None)),
        ("bytes=-7", slice(-7, None)),
        ("bytes=-999999999", slice(0, None)),
    ],
)
def test_a_range_is_that_part_and_says_so(kept, asked, part):
    stage, url, whole = kept
    answer = stage.page.evaluate(ASK, [url, asked])
    assert answer["status"] == 206
    assert bytes(answer["bytes"]) == whole[part]
    first, after, _ = part.indices(len(whole))
    assert answer["range"] == f"bytes {first}-{after - 1}/{len(whole)}"
    assert answer["length"] == str(after - first)


@pytest.mark.parametrize("beyond", ["bytes={size}-", "bytes=999999999999-", "bytes=-0"])
def test_a_range_beyond_the_end_cannot_be_given(kept, beyond):
    stage, url, whole = kept
    answer = stage.page.evaluate(ASK, [url, beyond.format(size=len(whole))])
    assert (answer["status"], answer["range"]) == (416, f"bytes */{len(whole)}")
    assert not answer["bytes"]


@pytest.mark.parametrize(
    "asked", ["bytes=9-3", "bytes=-", "bytes=0-1,4-5", "bytes=a-b", "lines=0-1", "bytes"]
)
def test_what_is_no_single_range_gets_all_of_it(kept, asked):
    stage, url, whole = kept
    answer = stage.page.evaluate(ASK, [url, asked])
    assert answer["status"] == 200
    assert bytes(answer["bytes"]) == whole


def test_a_player_goes_to_the_middle_of_a_clip_without_a_network(kept):
    stage, url, _ = kept
    place, width = stage.page.evaluate(SEEK, url)
    assert abs(place - 0.5) < 0.1
    assert width > 0
