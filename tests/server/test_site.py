import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.mime import media_type
from server.settings import Settings
from server.site import Site, group_digest
from tests.server.small import SCRIPT


def test_every_address_leads_to_the_bytes_of_its_sha256(site: Path) -> None:
    table = Site.from_settings(Settings(site))
    assert {asset.sha256 for asset in table.assets.values()} >= {hashlib.sha256(SCRIPT).hexdigest()}
    for asset in table.assets.values():
        assert hashlib.sha256(asset.path.read_bytes()).hexdigest() == asset.sha256


def test_a_file_that_is_listed_and_not_there_is_said_at_start(site: Path, tmp_path: Path) -> None:
    copy = tmp_path / "site"
    shutil.copytree(site, copy)
    next(file for file in (copy / "files").iterdir() if not file.suffix).unlink()
    with pytest.raises(ValueError, match="Build the site again"):
        Site.from_settings(Settings(copy))


def test_other_models_take_the_place_of_the_sites_own(
    site: Path, tmp_path: Path, serve: Callable[[Settings], httpx.Client]
) -> None:
    (tmp_path / "models.json").write_text('{"version": 1}')
    (tmp_path / "toy.onnx").write_bytes(b"a model whose sha256 nobody checked")
    (tmp_path / "notes.txt").write_text("mine")
    client = serve(Settings(site, tmp_path))
    prefix = f"/assets/models/{client.get('/healthz').json()['build']['models']}/"
    assert client.get(prefix + "models.json").json() == {"version": 1}
    assert client.get(prefix + "toy.onnx").content.startswith(b"a model")
    assert client.get(prefix + "notes.txt").status_code == 404


def test_a_server_keeps_its_build_when_the_site_is_built_again(
    site: Path, tmp_path: Path, serve: Callable[[Settings], httpx.Client]
) -> None:
    from setup.site import assemble

    copy = tmp_path / "site"
    shutil.copytree(site, copy)
    client = serve(Settings(copy))
    old = json.loads((copy / "assets.json").read_text())["web"]["digest"]
    assemble({"web": {"main.js": b"new"}}, copy)
    assert client.get(f"/assets/web/{old}/main.js").content == SCRIPT


digests = st.dictionaries(st.text(min_size=1), st.text("0123456789abcdef", min_size=64, max_size=64))


@given(digests, digests)
def test_groups_have_one_digest_only_if_they_are_the_same(one: dict[str, str], other: dict[str, str]) -> None:
    assert (group_digest(one) == group_digest(other)) == (one == other)


def test_an_unknown_ending_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"\.wasm"):
        media_type("page.exe")
