"""The examples say the same and draw the same in CPython with onnxruntime and in a page with the bridge."""

# ruff: noqa: F821

import json
import subprocess
import sys

import numpy as np
import pytest
from skimage.data import astronaut

from setup.examples import FOLDER, models, programs

NAMES = [program["name"] for program in programs()]


@pytest.fixture(scope="module")
def files(models_built):
    """What lies beside the programs."""
    picture = astronaut()[::2, ::2]
    return {**models(), "portrait.onnx": models_built["portrait"], "picture.npy": npy(picture)}


@pytest.fixture(scope="module")
def models_built():
    listed = FOLDER.parents[2] / "build" / "models"
    if not (listed / "models.json").is_file():
        pytest.skip("the models are not built; run `make build`")
    about = json.loads((listed / "models.json").read_text())["models"]
    return {name: (listed / entry["files"]["wasm"]["file"]).read_bytes() for name, entry in about.items()}


def npy(array):
    from io import BytesIO

    stream = BytesIO()
    np.save(stream, array)
    return stream.getvalue()


@pytest.fixture(scope="module")
def in_page(run, server, site, files):
    """Give the function that runs a program in the page: what it printed, and its picture."""
    (site / "beside").mkdir()
    for name, content in files.items():
        (site / "beside" / name).write_bytes(content)

    async def fetch_all(names):
        import os
        import pathlib

        import js

        await opened()
        pathlib.Path("/beside").mkdir()
        os.chdir("/beside")
        for name in names:
            response = await js.fetch(f"/beside/{name}")
            pathlib.Path(name).write_bytes((await response.arrayBuffer()).to_bytes())

    run(fetch_all, sorted(files))

    async def execute(text):
        import contextlib
        import io
        import pathlib

        import numpy as np

        result = pathlib.Path("result.npy")
        result.unlink(missing_ok=True)
        with contextlib.redirect_stdout(io.StringIO()) as said:
            exec(compile(text, "program.py", "exec"), {"__name__": "__main__"})
        return [said.getvalue(), np.load(result).tolist() if result.exists() else None]

    return lambda text: run(execute, text)


@pytest.mark.parametrize("program", programs(), ids=NAMES)
def test_an_example_runs_unchanged_in_both_places(program, in_page, files, tmp_path):
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "program.py").write_text(program["text"])
    done = subprocess.run(
        [sys.executable, "program.py"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    said, picture = in_page(program["text"])
    assert said == done.stdout
    assert done.stdout or picture
    result = tmp_path / "result.npy"
    assert result.exists() == (picture is not None)
    if picture is not None:
        # Where a processor rounds a half differently, a pixel is one of 255 apart.
        apart = np.abs(np.load(result).astype(int) - np.array(picture))
        assert apart.max() <= 3


def test_every_example_has_a_title_and_another_name():
    assert len(set(NAMES)) == len(NAMES) >= 10
    for program in programs():
        assert program["title"] and "\n" not in program["title"], program["name"]


def test_every_small_model_is_named_by_an_example():
    texts = "".join(program["text"] for program in programs())
    assert [name for name in models() if name not in texts] == []
