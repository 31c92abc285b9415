"""What models are shown of a frame."""

import numpy as np
import pytest
from oivis.models import Model
from oivis.sampling import sample
from oivis.types import Region

from tests.web.gl.toys import INGEST

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    "region",
    [
        Region(32, 24, 64, 48),
        Region(32, 24, 64, 60),
        Region(20, 30, 24, 24, 0.5),
        Region(60, 4, 40, 30, -2.2),
        Region(32, 24, 48, 64, np.pi / 2),
    ],
)
@pytest.mark.parametrize("border", ["clamp", "zero"])
@pytest.mark.parametrize("place", ["memory", "gpu"])
def test_sample_is_what_python_samples(lab, picture, region, border, place):
    drawn = lab(
        INGEST
        + """// Pixels are looked up where they are in memory; those of a bitmap are not.
        await renderer.ingest(given.place === 'gpu' ? await createImageBitmap(picture) : picture, false);
        const data = renderer.sample(20, 12, given.border, given.region);
        return { width: 20, height: 12, data: lab.pack(data) };""",
        picture=picture,
        place=place,
        border=border,
        region={name: getattr(region, name) for name in ("cx", "cy", "width", "height", "rotation")},
    )
    model = Model("toy", "pixels", 12, 20, border, (), {})
    wanted = sample(picture, region, model)[0, ..., :3]
    differs = np.abs(drawn.astype(int) - wanted).max(axis=2) > 2
    # Where a sample lies on the very edge of the frame either side is right.
    assert differs.mean() <= (0.02 if border == "zero" else 0)


def test_sample_of_one_size_reuses_its_buffer(lab, picture):
    assert lab(
        INGEST
        + """await renderer.ingest(picture, false);
        const whole = { cx: 32, cy: 24, width: 64, height: 48, rotation: 0 };
        return renderer.sample(8, 8, 'clamp', whole) === renderer.sample(8, 8, 'zero', whole);""",
        picture=picture,
    )
