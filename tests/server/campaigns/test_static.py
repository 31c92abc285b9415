import gzip
import hashlib
import html
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from server.campaigns import static
from server.campaigns.bundle import Bundle
from server.campaigns.document import read
from server.campaigns.static import LARGEST, PACKED, static_site, write_site
from server.campaigns.wrong import WrongError
from server.plugins import Plugins
from server.settings import Settings
from server.site import Site
from setup.site import assemble
from tests.server.campaigns.sample import ASSETS, OFFER, campaign
from tests.server.wheels import wheel

SCRIPT = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def bundle(**changes: object) -> Bundle:
    document = read(campaign(**changes), OFFER, ASSETS)
    # A file that no part of the document names does not leave.
    return Bundle(document, {name: name.encode() for name in ASSETS} | {"draft.png": b"secret"})


def files_of(site: Path, **changes: object) -> static.Files:
    settings = Settings(site)
    return static_site(bundle(**changes), Site.from_settings(settings), settings, {})


def files_with(site: Path, path: Path, version: str | None) -> static.Files:
    """The site of a campaign that plays this wheel or filter."""
    plugins = Plugins([path])
    [(name, offered)] = plugins.offers.items()
    held = (version, offered.asset.sha256)
    said = {"name": name, "sha256": held[1]} | ({"version": version} if version else {})
    document = read(campaign(plugins=[said]), replace(OFFER, plugins={name: held}), ASSETS)
    settings = Settings(site)
    made = Bundle(document, bundle().assets)
    return static_site(made, Site.from_settings(settings), settings, plugins.offers)


def page_of(files: static.Files) -> str:
    page = files["index.html"]
    assert isinstance(page, bytes)
    return page.decode()


def config(page: str) -> dict:
    found = re.search(r"<html[^>]*\sdata-config=\"([^\"]*)\"", page)
    assert found
    return json.loads(html.unescape(found[1]))


def test_every_address_of_the_page_is_a_file_of_the_site_and_relative_to_it(site: Path) -> None:
    files = files_of(site)
    page = page_of(files)
    told = config(page)
    named = [told["worker"], *told["campaign"]["files"], told["campaign"]["frame"]]
    assert len(told["campaign"]["files"]) == len(ASSETS)
    assert set(named) <= set(files)
    seen = re.findall(r"(?:src|href)=\"([^\"#]*)\"", page)
    assert not [address for address in [*named, *seen] if address.startswith(("/", "http"))]
    prefixes = [prefix for group, prefix in told["assets"].items() if group != "wheels"]
    assert all(any(name.startswith(prefix) for name in files) for prefix in prefixes)


def test_what_only_a_server_can_do_is_not_in_the_site(site: Path) -> None:
    files = files_of(site)
    told = config(page_of(files))
    assert told["isStatic"] is True
    assert told["whip"] == []
    assert not [name for name in files if "draft.png" in name or name.endswith(".whl")]


def test_the_page_carries_the_policy_in_itself(site: Path) -> None:
    page = page_of(files_of(site))
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert found
    assert page.index(found[0]) < page.index("<script")
    policy = html.unescape(found[1])
    assert "script-src 'self' 'wasm-unsafe-eval'" in policy
    assert policy.endswith("connect-src 'self'")
    assert not re.search(r"'unsafe-|https?:|\*", policy)


def test_a_script_in_a_text_is_only_read(site: Path) -> None:
    page = page_of(files_of(site, **{"texts.en.title": SCRIPT, "brand.name": SCRIPT}))
    assert page.count("<script") == 1
    assert "<img src=x" not in page


def test_a_file_that_hosts_would_not_take_is_named(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(static, "LARGEST", 1000)
    with pytest.raises(WrongError, match=r"\S+ has \d+ bytes; 1000 are the most that file hosts take"):
        files_of(site)


def test_a_filter_and_a_wheel_of_others_go_with_it(site: Path, tmp_path: Path) -> None:
    frag = tmp_path / "glow.frag"
    frag.write_text("/*{}*/")
    for path, version in ((frag, None), (wheel(tmp_path, "badge", "", needs="oivis>=0.1"), "1.0")):
        files = files_with(site, path, version)
        [told] = config(page_of(files))["plugins"]
        assert told["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert not told["url"].startswith("/")
        assert files[told["url"]] == path


def test_a_wheel_that_needs_an_index_is_named_with_what_it_needs(site: Path, tmp_path: Path) -> None:
    path = wheel(tmp_path, "badge", "", needs="Left.Pad (>=1) ; python_version > '3'")
    with pytest.raises(WrongError, match=r"badge needs left-pad, .*; right would be .*numpy"):
        files_with(site, path, "1.0")


def test_a_plugin_that_is_not_here_in_its_version_is_named(site: Path) -> None:
    held = {"name": "badge", "version": "1.0", "sha256": "0" * 64}
    with pytest.raises(WrongError, match="plays badge in a version that is not here"):
        files_of(site, plugins=[held])


def test_without_a_campaign_it_is_the_stage_with_all_plugins_on(site: Path, tmp_path: Path) -> None:
    settings = Settings(site, must_cover=True)
    plugins = Plugins([wheel(tmp_path, "badge", "")])
    files = static_site(None, Site.from_settings(settings), settings, plugins.offers)
    told = config(page_of(files))
    assert "campaign" not in told
    assert told["mustCover"] is True
    assert [plugin["url"] in files for plugin in told["plugins"]] == [True]
    seen = re.findall(r"(?:src|href)=\"([^\"#]*)\"", page_of(files))
    assert not [address for address in seen if address.startswith(("/", "http"))]


@pytest.mark.parametrize("figures", [True, False])
def test_the_page_counts_nothing_whatever_the_campaign_says_and_tells_so(site: Path, figures: bool) -> None:
    page = page_of(files_of(site, figures=figures))
    assert config(page)["campaign"]["figures"] is None
    assert 'data-text="uncounted"' in page and 'data-text="counted"' not in page and "/figures" not in page


def test_what_lies_beside_the_page_says_in_both_languages_that_nothing_is_counted(site: Path) -> None:
    about = files_of(site)["README.txt"]
    assert isinstance(about, bytes)
    assert "Nothing is counted" in about.decode() and "什么都不统计" in about.decode()


def test_the_page_knows_the_schedule(site: Path) -> None:
    told = config(page_of(files_of(site, schedule={"opens": "2026-03-01T08:00:00+01:00"})))
    assert told["schedule"] == {"opens": "2026-03-01T07:00:00Z", "closes": None}


def test_the_large_runtime_is_packed_and_comes_out_whole(tmp_path: Path) -> None:
    content = b"\0asm" + bytes(LARGEST)
    assemble({"web": {"sw.js": b"// worker"}, "ort": {PACKED: content, "ort.wasm.min.mjs": b"//"}}, tmp_path)
    settings = Settings(tmp_path)
    files = static_site(None, Site.from_settings(settings), settings, {})
    told = config(page_of(files))
    packed = files[f"{told['assets']['ort']}{PACKED}.gz"]
    assert isinstance(packed, bytes)
    assert gzip.decompress(packed) == content
    assert told["packed"] == [PACKED]
    assert f"{told['assets']['ort']}{PACKED}" not in files


def test_the_folder_and_the_zip_hold_the_same(site: Path, tmp_path: Path) -> None:
    files = files_of(site)
    write_site(files, tmp_path / "folder")
    write_site(files, tmp_path / "site.zip")
    with zipfile.ZipFile(tmp_path / "site.zip") as archive:
        assert set(archive.namelist()) == set(files)
        for name in files:
            assert (tmp_path / "folder" / name).read_bytes() == archive.read(name)
    with pytest.raises(FileExistsError):
        write_site(files, tmp_path / "folder")
