import asyncio

import pytest

from server.campaigns import media
from server.campaigns.templates import NAMES, read_template
from server.campaigns.wrong import WrongError
from tests.server.campaigns.sample import OFFER
from tests.server.campaigns.test_pictures import made, opened
from tests.server.campaigns.test_tables import CURVES
from tests.server.campaigns.test_videos import clip


def clean_all(given: dict[str, bytes]) -> dict[str, bytes]:
    async def run() -> dict[str, bytes]:
        return await media.Media().clean_all(given)

    return asyncio.run(run())


def test_each_kind_is_cleaned_in_a_process_of_its_own() -> None:
    given = {"a.png": made("PNG"), "b.webm": clip(), "c.cube": CURVES.encode()}
    clean = clean_all(given)
    assert clean == {name: media.clean(name, content) for name, content in given.items()}


def test_all_that_are_wrong_are_named() -> None:
    with pytest.raises(WrongError) as caught:
        clean_all({"a.png": b"x", "b.cube": b"x", "c.png": made("PNG")})
    assert [sentence.split()[0] for sentence in caught.value.sentences] == ["a.png", "b.cube,"]


def test_a_reader_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "LONGEST_S", 0.01)
    with pytest.raises(WrongError, match="takes longer"):
        clean_all({"a.webm": clip()})


def test_a_reader_that_dies_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONMALLOC", "no such allocator")
    with pytest.raises(WrongError, match=r"a\.png cannot be read"):
        clean_all({"a.png": made("PNG")})


@pytest.mark.parametrize("name", NAMES)
def test_the_templates_own_pictures_pass(name: str) -> None:
    for asset, content in read_template(name, OFFER).assets.items():
        assert opened(media.clean(asset, content)).size == opened(content).size
