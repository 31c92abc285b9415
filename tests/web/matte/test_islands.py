"""The page cleans mattes as CPython does."""

import numpy as np
import pytest
from oivis.islands import Islands
from scipy.ndimage import gaussian_filter

pytestmark = pytest.mark.browser

CLEAN = """const { Islands } = await import('/web/matte/islands.js');
const islands = new Islands();
return given.mattes.map((packed) => {
  const data = islands.clean(lab.unpack(packed.data), packed.width);
  return { ...packed, data: lab.pack(data) };
});"""


def test_islands_of_a_clip_are_those_of_cpython_byte_for_byte(lab):
    random = np.random.default_rng(7)
    cloud = gaussian_filter(random.normal(size=(24, 72, 128)), (4, 3, 3))
    noise = gaussian_filter(random.normal(size=(24, 72, 128)), (0, 1, 1))
    mattes = ((cloud / cloud.std() + 0.3 * noise / noise.std()) * 120 + 100).clip(0, 255).astype(np.uint8)
    islands = Islands()
    wanted = np.stack([islands.clean(matte) for matte in mattes])
    assert 0 < (wanted != mattes).mean() < 0.5
    seen = lab(CLEAN, mattes=list(mattes))
    np.testing.assert_array_equal(np.stack(seen), wanted)
