import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from server.campaigns.pictures import LARGEST_SIDE, clean_picture
from server.campaigns.wrong import WrongError

PIXELS = np.random.default_rng(1).integers(0, 255, (40, 60, 3), np.uint8)
SECRET = b"<script>alert(1)</script>"


def made(kind: str, picture: Image.Image | None = None, **options: object) -> bytes:
    written = io.BytesIO()
    (picture or Image.fromarray(PIXELS)).save(written, kind, **options)
    return written.getvalue()


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(WrongError) as caught:
        clean_picture(name, content)
    return str(caught.value)


def with_size(width: int, height: int) -> bytes:
    """A PNG that says it is of a size and holds next to nothing."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")]
    packed = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def test_a_png_keeps_its_pixels_to_the_last_bit() -> None:
    assert (np.asarray(opened(clean_picture("a.png", made("PNG")))) == PIXELS).all()


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "a.jpg"), ("WEBP", "a.webp")])
def test_a_photo_keeps_its_format_and_its_look(kind: str, name: str) -> None:
    smooth = Image.fromarray(PIXELS[:3, :4]).resize((300, 200), Image.Resampling.BICUBIC)
    again = opened(clean_picture(name, made(kind, smooth, quality=95)))
    assert again.format == kind
    assert np.abs(np.asarray(again.convert("RGB"), int) - np.asarray(smooth, int)).mean() < 6


def test_what_is_clear_stays_clear() -> None:
    picture = Image.new("RGBA", (8, 8), (10, 20, 30, 77))
    for kind, name in (("PNG", "a.png"), ("WEBP", "a.webp")):
        assert opened(clean_picture(name, made(kind, picture))).getpixel((3, 3))[3] == 77


def test_a_picture_with_colours_from_a_palette_keeps_them() -> None:
    picture = Image.new("RGB", (8, 8), (200, 20, 30)).quantize(4)
    assert opened(clean_picture("a.png", made("PNG", picture))).convert("RGB").getpixel((3, 3)) == (
        200,
        20,
        30,
    )


def test_where_and_when_it_was_taken_is_gone_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E], exif[0x8825] = 6, SECRET.decode(), {1: "N", 2: (48.0, 8.0, 0.0)}
    photo = made("JPEG", exif=exif, comment=SECRET)
    assert SECRET in photo
    clean = clean_picture("a.jpg", photo)
    assert SECRET not in clean
    assert not opened(clean).getexif()
    assert opened(clean).size == (40, 60)


def test_a_polyglot_loses_all_but_its_pixels() -> None:
    about = PngImagePlugin.PngInfo()
    about.add_text("Comment", SECRET.decode())
    png = made("PNG", pnginfo=about) + b"PK\x03\x04" + SECRET
    assert png.count(SECRET) == 2
    clean = clean_picture("a.png", png)
    assert SECRET not in clean
    assert b"PK\x03\x04" not in clean


def test_a_large_picture_is_made_smaller_and_keeps_its_shape() -> None:
    clean = opened(clean_picture("a.png", made("PNG", Image.new("L", (6000, 3000)))))
    assert clean.size == (LARGEST_SIDE, LARGEST_SIDE // 2)


@pytest.mark.parametrize(
    ("width", "height"), [(65_000, 65_000), (2**31 - 1, 2**31 - 1), (10_000, 5_000), (0, 0)]
)
def test_a_picture_that_would_fill_the_memory_is_refused_by_its_head(width: int, height: int) -> None:
    refusal("a.png", with_size(width, height))


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("a.png", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "PNG, JPEG or WebP"),
        ("a.png", b"", "no picture"),
        ("a.png", b"GIF89a" + bytes(50), "no picture"),
        ("a.png", made("GIF"), "no picture"),
        ("a.png", made("TIFF"), "no picture"),
        ("a.png", made("BMP"), "no picture"),
        ("a.png", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "no picture"),
        ("a.png", made("JPEG"), "holds a JPEG; right would be the ending .jpg"),
        ("a.webp", made("PNG"), "right would be the ending .png"),
        ("a.png", made("PNG", Image.new("I;16", (4, 4))), "8 bits of RGB"),
    ],
)  # fmt: skip
def test_what_is_no_picture_or_another_than_it_says_is_refused(name: str, content: bytes, part: str) -> None:
    assert part in refusal(name, content)


@pytest.mark.parametrize(("kind", "name"), [("PNG", "a.png"), ("JPEG", "a.jpg"), ("WEBP", "a.webp")])
def test_a_truncated_picture_is_refused(kind: str, name: str) -> None:
    content = made(kind)
    for part in (0.3, 0.6, 0.9):
        refusal(name, content[: int(len(content) * part)])


@settings(max_examples=200)
@given(
    st.sampled_from([("PNG", "a.png"), ("JPEG", "a.jpg"), ("WEBP", "a.webp")]),
    st.floats(0, 1),
    st.binary(min_size=1, max_size=8),
)
def test_a_damaged_picture_is_read_or_refused_in_a_sentence(
    form: tuple[str, str], place: float, noise: bytes
) -> None:
    content = made(form[0])
    at = int(place * (len(content) - 1))
    try:
        opened(clean_picture(form[1], content[:at] + noise + content[at + len(noise) :]))
    except WrongError as error:
        assert str(error).endswith(".")
