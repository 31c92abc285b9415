import dataclasses
from pathlib import Path

import pytest

from server.settings import Settings


def test_settings_survive_the_way_to_a_worker(site: Path, tmp_path: Path) -> None:
    (tmp_path / "models.json").write_text("{}")
    settings = Settings(
        site, tmp_path, "'self' https://shop.example", must_cover=True, data=tmp_path, database_url="x"
    )
    assert Settings.from_environment(settings.to_environment()) == settings
    assert Settings.from_environment(Settings(site).to_environment()) == Settings(site)


def test_a_cover_that_is_neither_on_nor_off_is_refused() -> None:
    with pytest.raises(ValueError, match="right would be 0 or 1"):
        Settings.from_environment({"OIVIS_MUST_COVER": "yes"})


def test_settings_cannot_be_changed(site: Path) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings(site).site = Path()  # type: ignore[misc]


def test_a_site_that_is_not_built_is_answered_with_what_builds_it(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"assets\.json is missing\. Build it with: make site"):
        Settings(tmp_path)


def test_a_folder_without_models_is_refused(site: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"models\.json is missing"):
        Settings(site, tmp_path)


@pytest.mark.parametrize(
    "value", ["", " ", "'self'; script-src *", "'self', default-src *", "'self'\r\nx: y"]
)
def test_frame_ancestors_cannot_end_the_policy(site: Path, value: str) -> None:
    with pytest.raises(ValueError, match="right would be"):
        Settings(site, frame_ancestors=value)


@pytest.mark.parametrize(
    "origin",
    [
        "https://live.example",
        "https://live.example:8443",
        "http://127.0.0.1:8889",
        "http://localhost",
        "http://[::1]:1",
    ],
)
def test_a_streaming_server_is_one_with_tls_or_on_this_machine(site: Path, origin: str) -> None:
    settings = Settings(site, whip=(origin,))
    assert Settings.from_environment(settings.to_environment()) == settings


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "*",
        "https:",
        "https://*",
        "https://*.example",
        "http://live.example",
        "https://live.example/whip",
        "https://live.example; script-src *",
        "https://live.example 'unsafe-inline'",
        "https://live.example\r\nx: y",
        "https://me:pass@live.example",
        "https://live.example:443",
        "https://live.example:99999999",
        "https://LIVE.example",
        "wss://live.example",
        "http://127.0.0.1.example",
        "http://127.0.0.1:0",
        "https://-a.example",
    ],
)
def test_another_streaming_server_is_refused_with_what_would_be_right(site: Path, origin: str) -> None:
    with pytest.raises(ValueError, match="right would be https://live"):
        Settings(site, whip=(origin,))


def test_what_rooms_and_assets_need_survives_the_way_to_a_worker(site: Path, tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("plum")
    settings = Settings(
        site,
        redis="unix:///run/redis.sock",
        workers=3,
        rude=tmp_path / "words.txt",
        bucket="s3://shop/assets",
    )
    assert Settings.from_environment(settings.to_environment()) == settings


@pytest.mark.parametrize("url", ["localhost:6379", "http://localhost", "redis"])
def test_an_address_that_is_no_redis_is_refused(site: Path, url: str) -> None:
    with pytest.raises(ValueError, match="right would be redis://host:6379/0"):
        Settings(site, redis=url)


@pytest.mark.parametrize("url", ["shop", "https://shop.example", "s3://", "s3://UPPER/x"])
def test_an_address_that_is_no_bucket_is_refused(site: Path, url: str) -> None:
    with pytest.raises(ValueError, match="right would be s3://bucket/prefix"):
        Settings(site, bucket=url)


def test_a_list_of_rude_words_that_is_not_there_is_refused(site: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="OIVIS_RUDE names another file"):
        Settings(site, rude=tmp_path / "none.txt")
