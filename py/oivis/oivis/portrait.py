"""The person in a picture: a matte, 1 where the person is, at the picture's own resolution."""

from __future__ import annotations

from math import ceil

import numpy as np

from ._here import networks as networks_here
from .focus import box_of, grown
from .hands import check_picture
from .host import Networks
from .islands import HALF, Islands
from .likeness import decide
from .refine import refine, sure
from .sampling import sample
from .types import Region

SQUARE, WIDE = "portrait", "portrait-wide"


def portrait_model(width: int, height: int, *, wide: bool = False) -> str:
    """The model that fits a frame: the wide one for landscapes, or wherever time is short.

    Parameters
    ----------
    width, height : int
        Of the frame, pixels.
    wide : bool
        Take the wide one, at 0.6 of the square one's cost, whatever the frame.
    """
    # The two change places here: 138 portraits of dev, cut to 5:4, have mIoU 0.9465 with the square one and
    # 0.9459 with the wide one; cut to 4:3, 0.9391 and 0.9446.
    return WIDE if wide or width * 4 > height * 5 else SQUARE


class Portrait:
    """Cuts the person out of single pictures.

    Example
    -------
    >>> portrait = await Portrait.load()
    >>> matte = await portrait(image)  # uint8 [H, W, 3] RGB -> float32 [H, W]
    """

    def __init__(self, networks: Networks) -> None:
        self._networks = networks

    @classmethod
    async def load(cls) -> Portrait:
        """The portrait of this environment; raises `OivisError` where its models are missing."""
        return cls(networks_here())

    async def __call__(self, image: np.ndarray, *, model: str | None = None) -> np.ndarray:
        """The matte of a picture.

        Parameters
        ----------
        image : ndarray of uint8, shape (H, W, 3)
            RGB. Not modified.
        model : str, optional
            `SQUARE` or `WIDE`; by default what fits the picture.

        Returns
        -------
        ndarray of float32, shape (H, W)
            0 background .. 1 person: a look at the whole picture says where people are, one at them what
            is theirs. Decided by colour where the network was not sure, without small islands and holes,
            refined with the picture as guide.

        Raises
        ------
        ValueError
            Where the picture is not uint8 [H, W, 3]; says what it is.
        OivisError
            `model-missing`, `model-failed`.
        """
        height, width = check_picture(image)
        name = model or portrait_model(width, height)
        matte, pixels = await self._look(name, image)
        clean = Islands().clean(decide(matte, pixels))
        people = box_of(clean >= HALF)
        if people is None:
            return refine(sure(clean / np.float32(255)), image)
        left, top, right, bottom = grown(people, width, height)
        rows, columns = (
            slice(int(top * height), ceil(bottom * height)),
            slice(int(left * width), ceil(right * width)),
        )
        part = np.ascontiguousarray(image[rows, columns])
        near, pixels = await self._look(name, part)
        shown = np.zeros((height, width), np.float32)
        shown[rows, columns] = refine(sure(Islands().clean(decide(near, pixels)) / np.float32(255)), part)
        return shown

    async def _look(self, name: str, image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The network's matte of a picture, uint8 [h, w], and what it saw, uint8 [h, w, 4]."""
        region = Region.from_frame(image.shape[1], image.shape[0])
        pixels = sample(image, region, self._networks.models[name])
        (matte,) = await self._networks.run(name, pixels)
        return matte[0], pixels[0]
