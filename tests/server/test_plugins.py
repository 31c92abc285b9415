"""What a server offers of plug-ins, and what it refuses before it starts."""

import hashlib
import html
import json
import re
import zipfile

import pytest

from server.plugins import Plugins, read
from server.settings import Settings
from tests.server.wheels import wheel


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plugins")
    frag = folder / "sepia.frag"
    frag.write_text('/*{"name": "sepia"}*/')
    return wheel(folder, "good-bye", "It = 1"), frag


@pytest.fixture(scope="module")
def client(site, serve, files):
    return serve(Settings(site, plugins=files))


def test_the_page_is_told_of_each_with_its_sha256(client, files):
    config = json.loads(html.unescape(re.search(r'data-config="([^"]*)"', client.get("/").text)[1]))
    whl, frag = (hashlib.sha256(path.read_bytes()).hexdigest() for path in files)
    assert config["plugins"] == [
        {
            "name": "good-bye",
            "sha256": whl,
            "version": "1.0",
            "url": f"/plugins/{whl}/good_bye-1.0-py3-none-any.whl",
        },
        {"name": "sepia", "sha256": frag, "url": f"/plugins/{frag}/sepia.frag"},
    ]


def test_the_index_has_the_wheel_beside_our_own(client, files):
    assert {each["name"] for each in client.get("/simple/").json()["projects"]} == {"good-bye", "oivis"}
    (file,) = client.get("/simple/good-bye/").json()["files"]
    assert client.get(file["url"]).content == files[0].read_bytes()


def test_every_file_is_served_whole_and_guarded(client, files):
    digest = hashlib.sha256(files[1].read_bytes()).hexdigest()
    found = client.get(f"/plugins/{digest}/sepia.frag")
    assert found.text == files[1].read_text() and found.headers["content-type"].startswith("text/plain")
    assert "default-src 'none'" in found.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/plugins/0/sepia.frag",
        "/plugins/..%2f..%2fetc/passwd",
        "/plugins/%00/x",
        "/plugins/x/..%2f..%2fsimple/",
        "/plugins//",
    ],
)
def test_nothing_else_lies_there(client, path):
    assert client.get(path).status_code == 404


def test_a_body_is_refused_there_too(client):
    assert client.post("/plugins/0/x", content=b"x").status_code == 413


def test_no_plugin_takes_the_place_of_the_stage(site, serve, tmp_path):
    client = serve(Settings(site, plugins=(wheel(tmp_path, "oivis", "It = 1"),)))
    assert client.get("/simple/oivis/").json()["files"][0]["hashes"] == {"sha256": "00"}


def test_a_wheel_without_the_entry_point_is_refused_with_the_line_it_lacks(tmp_path):
    path = wheel(tmp_path, "other", "It = 1", point="[console_scripts]\nx = y:z\n")
    with pytest.raises(
        ValueError, match=r'no entry point other .*\[project.entry-points."oivis.plugins"\] other'
    ):
        read(path)


@pytest.mark.parametrize("cut", [0, 10, 60, 200, -40, -1])
def test_a_truncated_wheel_is_refused_by_name(tmp_path, cut):
    path = wheel(tmp_path, "cut", "It = 1")
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(ValueError, match="cut-1"):
        read(path)


def test_a_zip_that_is_no_wheel_is_refused(tmp_path):
    path = tmp_path / "x-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("hello.txt", "hello")
    with pytest.raises(ValueError, match="no METADATA"):
        read(path)


def test_what_is_not_there_and_what_comes_twice_is_refused(tmp_path, files):
    with pytest.raises(ValueError, match="no wheel"):
        read(tmp_path / "none.whl")
    with pytest.raises(ValueError, match="given twice"):
        Plugins([files[1], files[1]])


def test_workers_are_told_of_them_too(site, files):
    settings = Settings(site, plugins=files)
    assert Settings.from_environment(settings.to_environment()).plugins == files
