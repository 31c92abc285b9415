"""The renderer as a whole: a person before a scene, wrong calls, a context that is lost."""

import numpy as np
import pytest

from tests.web.gl.toys import INGEST, drawn, matte_of

pytestmark = pytest.mark.browser


def test_person_is_kept_and_the_room_replaced(lab, picture):
    (kept,) = drawn(lab, picture, matte_of(value=255), "red", "composite")
    (replaced,) = drawn(lab, picture, matte_of(value=0), "red", "composite")
    np.testing.assert_array_equal(kept, picture)
    assert (replaced == [255, 0, 0]).all()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("renderer.params(0, 'glow', 1)", "its parameters are: by"),
        ("renderer.params(0, 'by', NaN)", "dim has no by = NaN"),
        ("renderer.params(4, 'by', 1)", "there is no link 4"),
        ("renderer.chain([{ filter: 'tint', params: { by: [1, 2] } }])", "tint has no by = 1,2"),
        ("renderer.chain([{ filter: 'tint', params: { colour: 'red' } }])", "tint has no colour = red"),
        ("renderer.chain([{ filter: 'stamp', params: { left: 'x' } }])", "no picture x; there are: none"),
        ("renderer.chain([{ filter: 'part' }])", "There is no filter part"),
        ("renderer.matte(new Uint8Array(7), 4, 4)", "16 bytes, not 7"),
        ("renderer.render(0)", "no frame yet"),
        ("renderer.sample(4, 4, 'zero', {})", "no frame yet"),
    ],
)
def test_wrong_call_is_answered_with_what_would_be_right(lab, call, words):
    error = lab(
        f"""const renderer = await lab.rendererOf();
        renderer.chain([{{ filter: 'dim' }}]);
        return lab.thrownBy(() => {call});"""
    )
    assert words in error["message"]


def test_lost_context_is_said_and_all_is_made_again(lab, picture):
    told, code, shown = lab(
        INGEST
        + """await renderer.ingest(picture, false);
        renderer.matte(new Uint8Array(256).fill(255), 16, 16);
        renderer.chain([{ filter: 'dim', params: { by: 1 } }, { filter: 'swap' }]);
        renderer.params(0, 'by', 0);
        const lose = renderer.context.gl.getExtension('WEBGL_lose_context');
        const told = [renderer.lost];
        await new Promise((done) => { renderer.onlost = done; lose.loseContext(); });
        told.push(renderer.lost);
        // The browser looks at what the event's listeners decided once all of them are done.
        await new Promise((done) => setTimeout(done));
        const error = await lab.thrownBy(() => renderer.sample(4, 4, 'clamp', {}));
        await new Promise((done) => { renderer.onrestored = done; lose.restoreContext(); });
        told.push(renderer.lost);
        await renderer.ingest(picture, false);
        renderer.matte(new Uint8Array(256).fill(255), 16, 16);
        renderer.render(0);
        return [told, error.code, lab.shownBy(renderer)];""",
        picture=picture,
    )
    assert told == [False, True, False]
    assert code == "webgl-lost"
    np.testing.assert_array_equal(shown, picture[..., ::-1])


def test_closed_renderer_answers_no_call(lab, picture):
    error = lab(
        INGEST
        + """await renderer.ingest(picture, false);
        renderer.close();
        return lab.thrownBy(() => renderer.cover('frame'));""",
        picture=picture,
    )
    assert error["code"] == "webgl-lost"
