"""Scenes as folders: each complete, each in the order of `next`."""

from pathlib import Path

import pytest
from oivis.chain import check_links
from oivis.filters import read_filters, shader_files
from oivis.scenes import FOLDER, ORDER, SCENES

FILTERS = Path(__file__).parents[3] / "web" / "filters"


def test_every_folder_is_in_the_order_once():
    folders = [path.parent.name for path in FOLDER.glob("*/scene.json")]
    assert sorted(folders) == sorted(ORDER)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.id)
def test_scene_has_one_background_a_person_before_it_and_nothing_that_is_out_of_range(scene):
    filters = read_filters(FILTERS)
    kinds = [filters[link["filter"]].kind for link in check_links(list(scene.chain), filters)]
    assert kinds.count("background") == 1 and kinds[0] == "background"
    assert [link["filter"] for link in scene.chain].count("composite") == 1
    assert scene.title


def test_every_shader_of_a_scene_is_used_by_it():
    for path in shader_files(FILTERS):
        if path.parent.parent == FOLDER:
            scene = next(scene for scene in SCENES if scene.id == path.parent.name)
            assert path.stem in [link["filter"] for link in scene.chain], path
