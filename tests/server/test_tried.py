"""A plug-in that is being written: whoever looks at the page hears when it was saved."""

import json
from contextlib import contextmanager

import pytest

from cli.skeleton import files
from server.settings import Settings


@pytest.fixture
def sources(tmp_path):
    for path, text in files("good-bye").items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


@contextmanager
def listening(client):
    """The events as they come: `next(events)` gives name and data."""
    with client.stream("GET", "/plugin/saved", timeout=60) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        lines = response.iter_lines()
        assert next(lines) == ": listening"

        def events():
            for line in lines:
                if line.startswith("event: "):
                    yield line.removeprefix("event: "), json.loads(next(lines).removeprefix("data: "))

        yield events()


def test_a_plugin_is_built_served_and_built_anew_when_it_is_saved(site, serve, sources):
    client = serve(Settings(site, tried=sources))
    (before,) = client.get("/simple/good-bye/").json()["files"]
    with listening(client) as events:
        module = sources / "good_bye.py"
        module.write_text(module.read_text().replace("Hello!", "See you!"))
        assert next(events) == ("saved", {})
        (after,) = client.get("/simple/good-bye/").json()["files"]
        assert after["hashes"] != before["hashes"] and client.get(after["url"]).status_code == 200
        (sources / "pyproject.toml").write_text("nonsense")
        kind, sentence = next(events)
        assert kind == "broken" and "cannot be built" in sentence
        assert client.get("/simple/good-bye/").json()["files"] == [after]


def test_one_filter_is_enough(site, serve, tmp_path):
    frag = tmp_path / "sepia.frag"
    frag.write_text("/*{}*/ old")
    client = serve(Settings(site, tried=frag))
    with listening(client) as events:
        frag.write_text("/*{}*/ new")
        assert next(events) == ("saved", {})
    assert "sepia.frag" in client.get("/").text


def test_other_servers_tell_nobody_what_is_saved(client):
    assert client.get("/plugin/saved").status_code == 404


def test_a_folder_that_is_no_plugin_is_refused_with_the_way_to_one(site, tmp_path):
    with pytest.raises(ValueError, match="oivis plugin new NAME"):
        Settings(site, tried=tmp_path)


def test_workers_know_what_is_tried(site, sources):
    settings = Settings(site, tried=sources)
    assert Settings.from_environment(settings.to_environment()).tried == sources
