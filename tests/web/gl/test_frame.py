"""How frames are taken in."""

import numpy as np
import pytest

from tests.web.gl.toys import INGEST

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("kind", ["pixels", "bitmap", "frame"])
def test_frame_is_mirrored_only_when_asked(lab, picture, kind, mirrored):
    shown = lab(
        INGEST
        + """const source = given.kind === 'pixels' ? picture
          : given.kind === 'bitmap' ? await createImageBitmap(picture)
          : new VideoFrame(picture.data, { format: 'RGBX', codedWidth: 64, codedHeight: 48, timestamp: 0 });
        await renderer.ingest(source, given.mirrored);
        renderer.cover('frame');
        const shown = lab.shownBy(renderer);
        source.close?.();
        return shown;""",
        picture=picture,
        kind=kind,
        mirrored=mirrored,
    )
    np.testing.assert_array_equal(shown, picture[:, ::-1] if mirrored else picture)


def test_frame_of_a_camera_has_the_colours_that_the_browser_gives_it(lab):
    taken, wanted = lab(
        """const renderer = await lab.rendererOf();
        const value = (at) => at < 64 * 48 ? 40 + (at % 64) * 3 : 90 + at % 70;
        const planes = new Uint8Array(64 * 48 * 1.5).map((_, at) => value(at));
        const layout = { format: 'I420', codedWidth: 64, codedHeight: 48, timestamp: 0 };
        const frame = new VideoFrame(planes, layout);
        const shown = [];
        for (const picture of [frame, await createImageBitmap(frame)]) {
          await renderer.ingest(picture, true);
          renderer.cover('frame');
          shown.push(lab.shownBy(renderer));
          picture.close();
        }
        return shown;"""
    )
    assert np.abs(taken.astype(int) - wanted).mean() < 3
    assert taken.std() > 20


def test_frame_of_half_the_size_is_mirrored_too(lab, picture):
    shown = lab(
        INGEST
        + "await renderer.ingest(picture, true, 0.5); renderer.cover('frame'); return lab.shownBy(renderer);",
        picture=picture,
    )
    assert shown.shape == (24, 32, 3)
    whole = picture[:, ::-1].astype(float)
    halves = (whole[::2, ::2] + whole[1::2, ::2] + whole[::2, 1::2] + whole[1::2, 1::2]) / 4
    np.testing.assert_allclose(shown, halves, atol=1)


def test_a_model_sees_of_a_frame_of_half_the_size_what_is_drawn(lab, picture):
    shown, seen = lab(
        INGEST
        + """await renderer.ingest(picture, true, 0.5);
        renderer.cover('frame');
        const whole = { cx: 16, cy: 12, width: 32, height: 24, rotation: 0 };
        const data = renderer.sample(32, 24, 'clamp', whole).slice();
        return [lab.shownBy(renderer), { width: 32, height: 24, data: lab.pack(data) }];""",
        picture=picture,
    )
    np.testing.assert_allclose(seen, shown, atol=1)
