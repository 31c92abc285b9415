"""The examples of the bridge as the live page takes them."""

import json

import onnx

from setup.examples import FOLDER, WEIGHTS, bundle, models, programs


def test_every_program_of_the_folder_is_listed_once_in_order():
    assert [program["text"] for program in programs()] == [
        path.read_text() for path in sorted(FOLDER.glob("*.py"))
    ]


def test_a_program_s_title_is_its_first_line():
    for program in programs():
        assert program["text"].startswith(f'"""{program["title"]}"""')


def test_every_small_model_is_one_that_onnx_takes(tmp_path):
    for name, content in models().items():
        (tmp_path / name).write_bytes(content)
    for name in models().keys() - WEIGHTS.keys():
        onnx.checker.check_model(tmp_path / name)


def test_the_page_is_told_of_every_file_beside_the_programs():
    made = bundle()
    assert json.loads(made.pop("examples.json"))["files"] == sorted(made)
