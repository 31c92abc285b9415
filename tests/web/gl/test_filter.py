"""Filters: their headers, and that each compiles in a browser."""

from pathlib import Path

import pytest
from oivis.filters import shader_files

pytestmark = pytest.mark.browser
FILTERS = [path.stem for path in shader_files(Path(__file__).parents[3] / "web" / "filters")]

PARSE = """const { parse } = await import('/web/gl/filter.js');
return lab.thrownBy(() => parse('dim', given.source));"""
GOOD = '/*{"name": "dim", "about": "Darker.", "kind": "point"}*/'


@pytest.mark.parametrize("name", FILTERS)
def test_filter_compiles_and_draws(lab, name):
    fault = lab(
        """const renderer = await lab.rendererOf();
        await renderer.ingest(new ImageData(8, 8), false);
        renderer.matte(new Uint8Array(64), 8, 8);
        const { kind } = renderer.filters[given.name];
        if (kind !== 'matte' && kind !== 'functions') renderer.chain([{ filter: given.name }]);
        renderer.render(0);
        return renderer.context.gl.getError();""",
        name=name,
    )
    assert fault == 0


def test_header_is_taken(lab):
    assert lab(PARSE, source=GOOD) is None


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("vec4 dim() {}", "must start with"),
        ("/*{nonsense}*/", "no JSON"),
        (GOOD.replace("dim", "dam"), "its name is dam"),
        (GOOD.replace('"Darker."', '""'), "about is missing"),
        (GOOD.replace("point", "paint"), "one of point, area"),
        (GOOD.replace("}", ', "colour": 1}'), "it says colour"),
        (GOOD.replace("}", ', "passes": [{"scale": 2}]}'), "scale 2"),
        (GOOD.replace("}", ', "passes": [{"scale": 1, "format": "bits"}]}'), "format bits"),
        (
            GOOD.replace("}", ', "params": {"by": {"default": 2, "min": 0, "max": 1, "about": "x"}}}'),
            "by needs",
        ),
        (GOOD.replace("}", ', "params": {"by": {"default": 0, "min": 0, "max": 1}}}'), "by needs about"),
        (GOOD.replace("}", ', "params": {"by": {"type": "angle", "about": "x"}}}'), "is of type angle"),
        (
            GOOD.replace("}", ', "params": {"by": {"type": "vector", "default": [1], "about": "x"}}}'),
            "two to four",
        ),
        (
            GOOD.replace("}", ', "params": {"by": {"type": "colour", "default": "red", "about": "x"}}}'),
            "#ff8000",
        ),
        (GOOD.replace("}", ', "params": {"by": {"type": "table", "about": "x"}}}'), "needs a name"),
        (GOOD.replace("}", ', "keep": 0}'), "keeps pass 0"),
    ],
)
def test_bad_header_is_named_with_what_is_wrong(lab, source, words):
    error = lab(PARSE, source=source)
    assert error["code"] == "shader-compile"
    assert "dim" in error["message"] and words in error["message"]


def test_broken_filter_is_named_with_its_line(lab):
    error = lab(
        """const renderer = await lab.rendererOf();
        return lab.thrownBy(() => renderer.chain([{ filter: 'dim' }, { filter: 'broken' }]));"""
    )
    assert error["name"] == "StageError" and error["code"] == "shader-compile"
    assert "The filter broken does not compile" in error["message"]
    assert "3:" in error["message"] and "   3    return colour;" in error["message"]


def test_missing_filter_is_answered_with_those_there_are(lab):
    error = lab(
        """const renderer = await lab.rendererOf();
        return lab.thrownBy(() => renderer.chain([{ filter: 'fog' }]));"""
    )
    assert error["code"] == "shader-compile"
    assert "no filter fog" in error["message"] and "snow" in error["message"]


def test_headers_hold_no_source(lab):
    headers = lab("return (await lab.rendererOf()).headers();")
    snow = next(header for header in headers if header["name"] == "snow")
    assert {"name", "about", "kind", "params", "passes", "keep", "uses"} <= set(snow)
    assert "source" not in snow
