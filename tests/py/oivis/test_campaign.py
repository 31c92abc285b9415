import json
from pathlib import Path

import pytest
from oivis.campaign import Campaign
from oivis.errors import OivisError
from oivis.scenes import SCENES

from e2e.toy.models import write
from tests.py.oivis.test_stage import Toy

CUBE = "LUT_1D_SIZE 2\n1 0 0\n1 0 0\n"


def campaign(**changes: object) -> Campaign:
    given = {"scenes": ["stars", "snow"], "chain": [], "moves": {}, "tables": {}} | changes
    return Campaign.from_json(json.dumps(given))


def test_scenes_come_in_the_campaigns_order_and_those_that_are_gone_are_left_out() -> None:
    assert [scene.id for scene in campaign(scenes=["stars", "gone", "snow"]).scenes] == ["stars", "snow"]


def test_a_campaign_of_which_no_scene_is_left_says_so() -> None:
    with pytest.raises(OivisError, match="None of this campaign's scenes"):
        campaign(scenes=["gone"])


def test_its_chain_lies_over_every_scene_and_what_is_on_the_person_before_it() -> None:
    chain = [{"filter": "vignette"}, {"filter": "beauty", "on": "person"}]
    for scene in campaign(chain=chain).scenes:
        names = [link["filter"] for link in scene.chain]
        own = [link["filter"] for link in next(each for each in SCENES if each.id == scene.id).chain]
        assert names == ["beauty", *own, "vignette"]


def test_the_stage_moves_as_the_campaign_says_and_knows_its_tables(tmp_path: Path) -> None:
    given = campaign(
        chain=[{"filter": "lut", "params": {"table": "red.cube"}}],
        moves={"confirm": "next", "return": "previous"},
        tables={"red.cube": CUBE},
    )
    toy = Toy(write(tmp_path), scenes=given.scenes, moves=given.moves, tables=given.tables)
    for command in ("confirm", "next", "return"):
        toy.stage.do(command)
    assert [record["scene"] for record in toy.host.kind("scene")] == ["stars", "snow", "stars"]
    toy.stage.open(True)
    toy.stage.do("return")
    assert len(toy.host.kind("scene")) == 3
    assert toy.host.kind("error") == []
