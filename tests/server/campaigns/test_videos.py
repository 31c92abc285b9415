import io
from pathlib import Path

import av
import numpy as np
import pytest

from server.campaigns.videos import clean_video
from server.campaigns.wrong import WrongError


def clip(
    kind: str = "webm",
    codec: str = "libvpx",
    seconds: float = 1,
    size: tuple[int, int] = (96, 64),
    rate: int = 10,
) -> bytes:
    """A clip that grows brighter, with its maker's name and a tone."""
    written = io.BytesIO()
    with av.open(written, "w", format=kind) as target:
        target.metadata["title"] = "secret"
        stream = target.add_stream(codec, rate=rate)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        count = int(seconds * rate)
        for number in range(count):
            grey = np.full((size[1], size[0], 3), 40 + 180 * number // max(1, count), np.uint8)
            target.mux(stream.encode(av.VideoFrame.from_ndarray(grey)))
        target.mux(stream.encode())
    return written.getvalue()


def frames(content: bytes) -> tuple[list[tuple[float, float]], "av.container.InputContainer"]:
    source = av.open(io.BytesIO(content))
    return [(frame.time, frame.to_ndarray(format="gray").mean()) for frame in source.decode(video=0)], source


def refusal(content: bytes) -> str:
    with pytest.raises(WrongError) as caught:
        clean_video("a.webm", content)
    return str(caught.value)


@pytest.mark.parametrize(("kind", "codec"), [("webm", "libvpx"), ("mp4", "mpeg4")])
def test_a_video_becomes_vp9_without_its_metadata_and_keeps_its_pictures(kind: str, codec: str) -> None:
    clean = clean_video("a.webm", clip(kind, codec))
    shown, source = frames(clean)
    assert source.format.name == "matroska,webm"
    assert source.streams.video[0].codec_context.name in ("vp9", "libvpx-vp9")
    assert len(shown) == 10
    assert [time for time, _ in shown] == pytest.approx([number / 10 for number in range(10)], abs=0.01)
    greys = [grey for _, grey in shown]
    assert greys == sorted(greys)
    assert greys[-1] - greys[0] > 100
    assert b"secret" not in clean


def test_a_large_fast_video_is_made_smaller_and_slower() -> None:
    shown, source = frames(clean_video("a.webm", clip(size=(1920, 1080), seconds=0.5, rate=60)))
    assert (source.streams.video[0].width, source.streams.video[0].height) == (1280, 720)
    assert 14 <= len(shown) <= 16


def test_a_video_that_is_too_long_is_refused() -> None:
    assert "longer than 20 s" in refusal(clip(seconds=22, rate=5))


def test_a_video_that_is_too_large_is_refused() -> None:
    assert "4112x16" in refusal(clip(size=(4112, 16), seconds=0.2))


def test_a_truncated_video_is_refused_or_ends_where_it_was_cut() -> None:
    whole = clip()
    try:
        shown, _ = frames(clean_video("a.webm", whole[: len(whole) // 2]))
        assert 0 < len(shown) < 10
    except WrongError as error:
        assert str(error).endswith(".")


def test_a_list_of_other_files_is_never_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.webm"
    secret.write_bytes(clip())
    for playlist in (
        f"#EXTM3U\n#EXTINF:1,\nfile://{secret}\n#EXT-X-ENDLIST\n",
        f"ffconcat version 1.0\nfile {secret}\n",
    ):
        assert "no video" in refusal(playlist.encode())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"RIFF0000AVI ",
        b"\x1a\x45\xdf\xa3",
        b"\x00\x00\x00\x18ftypisom" + bytes(40),
        b"\x1a\x45\xdf\xa3" + bytes(range(256)) * 40,
    ],
)
def test_what_is_no_video_is_refused(content: bytes) -> None:
    refusal(content)
