"""A clip that was recorded as WebM is given what it lacks: how long it is, where it can be sought to."""

import io

import av
import numpy as np
import pytest

pytestmark = pytest.mark.browser

RECORD = """const { Webm } = await import('/web/output/webm.js');
const canvas = document.createElement('canvas');
const brush = canvas.getContext('2d');
let turn = 0;
const painter = setInterval(() => {
  brush.fillStyle = `hsl(${turn++ * 9}, 90%, 50%)`;
  brush.fillRect(0, 0, 300, 150);
}, 40);
const stream = canvas.captureStream();
if (given.sound) {
  const context = new AudioContext();
  const node = context.createMediaStreamDestination();
  const tone = context.createOscillator();
  tone.connect(node);
  tone.start();
  stream.addTrack(node.stream.getAudioTracks()[0]);
}
const recorder = new MediaRecorder(stream, { mimeType: given.type, videoKeyFrameIntervalDuration: 1000 });
const pieces = [];
recorder.ondataavailable = ({ data }) => pieces.push(data);
const ended = new Promise((resolve) => (recorder.onstop = resolve));
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
recorder.start(500);
await wait(1500);
recorder.pause();
await wait(2000);
recorder.resume();
await wait(1500);
recorder.stop();
await ended;
clearInterval(painter);
const all = new Blob(pieces);
const small = [];
for (let at = 0; at < all.size; at += 997) small.push(all.slice(at, at + 997));
const bytes = async (parts) => {
  const data = new Uint8Array(await new Blob(parts).arrayBuffer());
  return { width: data.length, height: 1, data: lab.pack(data) };
};
const made = [];
for (const parts of [pieces, small]) {
  const webm = new Webm();
  for (const part of parts) await webm.take(part);
  made.push(await bytes(webm.whole(parts)));
}
return [await bytes(pieces), ...made];"""


@pytest.fixture(scope="module", params=[("vp8", False), ("vp9", True)], ids=["silent", "with sound"])
def clips(lab, request):
    """As it was recorded over a pause, as it was made whole, and made whole from other pieces."""
    codec, sound = request.param
    kind = f"video/webm;codecs={codec}{',opus' if sound else ''}"
    return [clip.tobytes() for clip in lab(RECORD, type=kind, sound=sound)]


def seen(data):
    """Duration in seconds, places that it can be sought to, times of its pictures and the pictures."""
    with av.open(io.BytesIO(data)) as container:
        video = container.streams.video[0]
        entries = [entry.timestamp * float(video.time_base) for entry in video.index_entries]
        duration = container.duration and container.duration / av.time_base
        frames = list(container.decode(video))
    return duration, entries, [frame.time for frame in frames], [frame.to_ndarray() for frame in frames]


def ends(data):
    """When the one before the last picture or sound begins, and the last, in seconds."""
    with av.open(io.BytesIO(data)) as container:
        packets = [packet for packet in container.demux() if packet.pts is not None]
        *_, before, last = sorted({float(packet.pts * packet.time_base) for packet in packets})
    return before, last


def test_it_knows_how_long_it_is_without_its_pauses(clips):
    recorded, made, _ = map(seen, clips)
    before, last = ends(clips[0])
    assert recorded[0] is None
    assert made[0] == pytest.approx(last + (last - before), abs=0.02)
    assert 2.5 <= made[0] <= 4


def test_it_can_be_sought_in_at_its_key_frames(clips):
    _, made, _ = map(seen, clips)
    assert len(made[1]) >= 2 and made[1][0] == pytest.approx(0, abs=0.2)
    with av.open(io.BytesIO(clips[1])) as container:
        container.seek(int(made[1][1] * av.time_base))
        first = next(container.decode(video=0))
    assert first.key_frame and first.time == pytest.approx(made[1][1], abs=0.01)


def test_its_pictures_are_those_that_were_recorded(clips):
    recorded, made, _ = map(seen, clips)
    assert recorded[2] == made[2]
    for one, other in zip(recorded[3], made[3], strict=True):
        np.testing.assert_array_equal(one, other)


def test_it_makes_no_difference_in_which_pieces_it_came(clips):
    assert clips[1] == clips[2]


def test_what_is_no_webm_stays_as_it_is(lab):
    kept = lab("""const { Webm } = await import('/web/output/webm.js');
      const answers = [];
      for (const text of ['no clip at all', '', '\\x1aE\\xdf\\xa3']) {
        const pieces = [new Blob([text])];
        const webm = new Webm();
        await webm.take(pieces[0]);
        answers.push(webm.whole(pieces) === pieces);
      }
      return answers;""")
    assert kept == [True, True, True]
