"""The portrait network's shape: its input and its layers' widths. Chosen by `oivis portrait costs`."""

from __future__ import annotations

from dataclasses import dataclass

STRIDE = 16


@dataclass(frozen=True, slots=True)
class Shape:
    """What a network looks like; every layer is a dense convolution of 3x3 or 1x1.

    Attributes
    ----------
    height, width : int
        Of the input, pixels; multiples of 16.
    widths : tuple of int
        Channels of the encoder at strides 2, 4, 8 and 16.
    depths : tuple of int
        Blocks at strides 4, 8 and 16.
    context : int
        Channels of each branch that looks far; 0 leaves them out.
    sides : tuple of int
        Channels of the decoder at strides 2, 4 and 8.
    has_previous : bool
        Whether the matte of the frame before is looked at too.

    Raises
    ------
    ValueError
        If the input cannot be halved four times.
    """

    height: int = 144
    width: int = 256
    widths: tuple[int, int, int, int] = (8, 16, 40, 80)
    depths: tuple[int, int, int] = (0, 1, 3)
    context: int = 24
    sides: tuple[int, int, int] = (8, 12, 16)
    has_previous: bool = False

    def __post_init__(self) -> None:
        for side in (self.height, self.width):
            if side < STRIDE or side % STRIDE:
                raise ValueError(f"An input side of {side} pixels: take a multiple of {STRIDE}.")
