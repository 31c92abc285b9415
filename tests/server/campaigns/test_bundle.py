from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.campaigns.brand import Brand
from server.campaigns.bundle import (
    LARGEST_ASSET,
    Bundle,
    read_bundle,
    read_folder,
    write_bundle,
    write_document,
    write_folder,
)
from server.campaigns.document import read
from server.campaigns.texts import Texts
from server.campaigns.wrong import WrongError
from tests.server.campaigns.sample import ASSETS, OFFER, TEXTS, campaign

FILES = {name: name.encode() for name in ASSETS}


def bundle(**changes: object) -> Bundle:
    return Bundle(read(campaign(**changes), OFFER, ASSETS), FILES)


def test_a_folder_gives_back_what_was_written(tmp_path: Path) -> None:
    made = bundle()
    write_folder(made, tmp_path / "spring")
    assert read_folder(tmp_path / "spring", OFFER) == made
    assert "[brand.colours]" in (tmp_path / "spring" / "campaign.toml").read_text()


TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp")), min_size=1, max_size=60
)
LINES = st.fixed_dictionaries(dict.fromkeys(("title", "tagline", "about", "consent", "retention"), TEXT))

MOMENTS = st.datetimes(datetime(2001, 1, 1), datetime(2098, 1, 1), timezones=st.timezones())


@settings(max_examples=100)
@given(words=LINES, brand=TEXT, strength=st.floats(0, 1), opens=MOMENTS)
def test_every_text_number_and_time_comes_back_from_toml(
    words: dict, brand: str, strength: float, opens: object
) -> None:
    made = bundle(
        **{
            "texts.en": TEXTS | words,
            "brand.name": brand,
            "chain": [{"filter": "lut", "params": {"table": "warm.cube", "strength": strength}}],
            "schedule": {"opens": opens},
        }
    )
    assert read_bundle(write_bundle(made), OFFER) == made


def test_the_order_of_scenes_and_of_links_is_kept() -> None:
    made = bundle(
        scenes=["stars", "blur", "snow"],
        chain=[{"filter": "vignette"}, {"filter": "beauty"}],
        photo_frame=None,
    )
    again = read_bundle(write_bundle(made), OFFER).campaign
    assert again.scenes == ["stars", "blur", "snow"]
    assert [link["filter"] for link in again.chain] == ["vignette", "beauty"]


@pytest.mark.parametrize(
    ("path", "content", "part"),
    [
        ("campaign.yaml", b"", "'campaign.yaml' is no file of a campaign"),
        ("assets/LOGO.PNG", b"", "lower case"),
        ("assets/a/b.png", b"", "no file of a campaign"),
        ("assets/../x.png", b"", "no file of a campaign"),
        ("/etc/passwd", b"", "no file of a campaign"),
        ("assets/.png", b"", "no file of a campaign"),
        ("assets/x.svg", b"<svg/>", ".png .jpg .webp .webm or .cube"),
        ("assets/x.png\n", b"", "no file of a campaign"),
        ("assets/x.png", b"x" * (LARGEST_ASSET + 1), "32000000 are the most"),
        ("campaign.toml", b"\xff", "not UTF-8: byte 0"),
        ("campaign.toml", b"slug = ", "not TOML"),
        ("campaign.toml", b"a = [" * 20_000, "not TOML"),
        ("campaign.toml", b"version = " + b"1" * 5000, "TOML"),
        ("campaign.toml", b"#" * 300_000, "256000 are the most"),
        ("campaign.toml", b"", "lacks 'version'"),
    ],
)
def test_a_file_that_does_not_belong_is_refused(path: str, content: bytes, part: str) -> None:
    with pytest.raises(WrongError) as caught:
        read_bundle(write_bundle(bundle()) | {path: content}, OFFER)
    assert part in str(caught.value)


def test_a_campaign_without_its_document_or_with_too_many_assets_is_refused() -> None:
    with pytest.raises(WrongError, match=r"There is no campaign\.toml"):
        read_bundle({"assets/a.png": b"a"}, OFFER)
    many = {f"assets/a{number}.png": b"a" for number in range(65)}
    with pytest.raises(WrongError, match="There are 65 assets"):
        read_bundle(many, OFFER)


def test_a_link_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    write_folder(bundle(), tmp_path / "spring")
    (tmp_path / "spring" / "assets" / "secret.png").symlink_to("/etc/passwd")
    with pytest.raises(WrongError, match=r"assets/secret\.png is a link"):
        read_folder(tmp_path / "spring", OFFER)


@settings(max_examples=200)
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_no_bytes_in_place_of_the_document_raise_anything_but_sentences(content: bytes) -> None:
    with pytest.raises(WrongError):
        read_bundle({"campaign.toml": content}, OFFER)


def test_a_script_in_a_text_stays_a_text() -> None:
    script = "</script><script>alert(1)</script>\" ''' \\"
    made = bundle(**{"texts.en.title": script})
    assert read_bundle(write_bundle(made), OFFER).campaign.texts["en"].title == script
    assert isinstance(made.campaign.texts["en"], Texts)
    assert isinstance(made.campaign.brand, Brand)
    assert "alert" in write_document(made.campaign)
