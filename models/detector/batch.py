"""A batch to learn from: pictures as the network takes them, each time a little other."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from .make import NOBODY, Pictures
from .scene import INSIDE, SMALLEST

# How much larger or smaller, and how far away in sides of the picture, at most.
ZOOM, SHIFT = 1.3, 0.12
GAIN, TINT, GREY = 0.35, 0.12, 0.06
# In the place of a class: a hand so small that it is neither asked for nor forbidden.
TINY = -3


class Batch(NamedTuple):
    """Pictures (B, 3, size, size), RGB 0..1, and their hands as in `Pictures`, or of class `TINY`."""

    x: Tensor
    boxes: Tensor
    classes: Tensor
    points: Tensor


def batch(
    pictures: Pictures, chosen: np.ndarray, size: int, random: np.random.Generator, device: torch.device
) -> Batch:
    """The chosen pictures, zoomed, shifted, every other one mirrored, in another light.

    Parameters
    ----------
    pictures : Pictures
        Of any side.
    chosen : ndarray of int, shape (B,)
    size : int
        Side of what the network takes, pixels.
    random : Generator
    device : device
    """
    count = len(chosen)
    zoom = np.exp(random.uniform(-np.log(ZOOM), np.log(ZOOM), count)).astype(np.float32)
    shift = random.uniform(-SHIFT, SHIFT, (count, 2)).astype(np.float32)
    sign = np.where(random.uniform(size=count) < 0.5, -1, 1).astype(np.float32)
    x = torch.from_numpy(pictures.pixels[chosen]).to(device).permute(0, 3, 1, 2).float() / 255
    # From where, in -1..1, each pixel comes.
    back = np.zeros((count, 2, 3), np.float32)
    back[:, 0, 0], back[:, 1, 1], back[:, :, 2] = sign / zoom, 1 / zoom, -2 * shift / zoom[:, None]
    back[:, 0, 2] *= sign
    grid = functional.affine_grid(
        torch.from_numpy(back).to(device), [count, 3, size, size], align_corners=False
    )
    x = functional.grid_sample(x, grid, align_corners=False)

    def moved(places: Tensor) -> Tensor:
        """Pixels (B, ..., 2) of the pictures in those of the batch."""
        more = (count, *[1] * (places.ndim - 2), 2)
        along = np.stack([sign, np.ones_like(sign)], axis=1) * zoom[:, None]
        by = torch.from_numpy(along).to(device).view(more)
        to = torch.from_numpy(2 * shift).to(device).view(more)
        return ((places / pictures.pixels.shape[1] * 2 - 1) * by + to + 1) / 2 * size

    boxes = torch.from_numpy(pictures.boxes[chosen]).to(device)
    ends = moved(boxes.unflatten(-1, (2, 2)))
    boxes = torch.cat([ends.amin(dim=2), ends.amax(dim=2)], dim=-1)
    inside = boxes.clamp(0, size)
    classes = torch.from_numpy(pictures.classes[chosen].astype(np.int64)).to(device)
    is_seen = _areas(inside) >= INSIDE * _areas(boxes)
    classes = torch.where(is_seen, classes, torch.full_like(classes, NOBODY))
    points = moved(torch.from_numpy(pictures.points[chosen]).to(device))
    return Batch(_lit(x, random), inside, _sized(classes, inside, size), points)


def mosaics(given: Batch, share: float, random: np.random.Generator) -> Batch:
    """The same pictures, but each of the last ones is put together of four, at half of their size.

    So hands of people who stand far away are learnt, of whom there are few pictures (Bochkovskiy et al.,
    "YOLOv4", arXiv:2004.10934).

    Parameters
    ----------
    given : Batch
        Of hands (B, m); pictures of an even side.
    share : float
        0..1, of all pictures.
    random : Generator

    Returns
    -------
    Batch
        Of hands (B, 4 * m): as many as four pictures may have.
    """
    count, most = given.classes.shape
    plain, size = count - int(share * count), given.x.shape[-1]
    four = torch.from_numpy(random.integers(0, count, (count - plain, 4))).to(given.x.device)
    (one, two, three, last) = functional.avg_pool2d(given.x, 2)[four].unbind(1)
    x = torch.cat([torch.cat([one, two], -1), torch.cat([three, last], -1)], -2)
    corners = size / 2 * torch.tensor([[0.0, 0], [1, 0], [0, 1], [1, 1]], device=x.device)
    boxes = (given.boxes[four] / 2 + corners.repeat(1, 2)[:, None]).flatten(1, 2)
    points = (given.points[four] / 2 + corners[:, None, None]).flatten(1, 2)
    classes = _sized(given.classes[four].flatten(1), boxes, size)
    more = (0, 3 * most)
    return Batch(
        torch.cat([given.x[:plain], x]),
        torch.cat([functional.pad(given.boxes[:plain], (0, 0, *more)), boxes]),
        torch.cat([functional.pad(given.classes[:plain], more, value=NOBODY), classes]),
        torch.cat([functional.pad(given.points[:plain], (0, 0, 0, 0, *more), value=torch.nan), points]),
    )


def _sized(classes: Tensor, boxes: Tensor, size: int) -> Tensor:
    is_small = (boxes[..., 2:] - boxes[..., :2]).mean(dim=-1) < SMALLEST * size
    return torch.where(is_small & (classes > NOBODY), torch.full_like(classes, TINY), classes)


def _lit(x: Tensor, random: np.random.Generator) -> Tensor:
    count = len(x)
    gain = np.exp(random.uniform(-GAIN, GAIN, (count, 1)) + random.normal(0, TINT, (count, 3)))
    power = np.exp(random.uniform(-GAIN, GAIN, count))
    grey = random.uniform(size=count) < GREY
    x = (x * torch.from_numpy(gain.astype(np.float32)).to(x.device)[..., None, None]).clamp(1e-4, 1)
    x = x ** torch.from_numpy(power.astype(np.float32)).to(x.device)[:, None, None, None]
    flat = torch.from_numpy(grey).to(x.device)[:, None, None, None]
    return torch.where(flat, x.mean(dim=1, keepdim=True), x)


def _areas(boxes: Tensor) -> Tensor:
    return (boxes[..., 2:] - boxes[..., :2]).clamp(min=0).prod(dim=-1)
