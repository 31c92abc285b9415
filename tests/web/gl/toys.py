"""How tests of drawing drive the renderer of `lab.js`."""

import numpy as np

INGEST = """const renderer = await lab.rendererOf();
const picture = lab.pictureOf(given.picture);
"""


def matte_of(width=16, height=16, value=255):
    """A matte of one value."""
    return np.full((height, width), value, np.uint8)


def drawn(lab, picture, matte, *links, times=(0,)):
    """What is shown at each time (ms) of a picture with its matte, by a chain of links or filters' names."""
    links = [{"filter": link} if isinstance(link, str) else link for link in links]
    return lab(
        "return lab.drawn(given);",
        picture=picture,
        matte=matte,
        links=links,
        times=[float(time) for time in times],
    )
