"""How each model is made from its source: the graphs of every precision."""

from __future__ import annotations

from math import prod
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from models.convert import convert
from models.graft import channels_of, graft, read, shrink
from models.graph import Graph
from models.passes import clip_hard_swish, part_activations, resize_last
from models.pixels import give_matte, shape_output, size_of, take_pixels
from models.quantize import store
from models.rows import Borrowed
from models.thin import thin
from models.wasm import hurry

ROOT = Path(__file__).resolve().parents[1]
# The twin for the WebGL provider: float in and out, and only the operators which that provider has.
TWIN = "fp32"
# The file for WebAssembly.
WASM = "int8"


def make(model: Borrowed, source: bytes, precision: str) -> Graph:
    """The graph of a model as one of its files stores it.

    All files of a model compute the same, up to rounding, so that one reference holds for all of them.

    Parameters
    ----------
    model : Borrowed
        Its row in the manifest.
    source : bytes
        The .tflite file that the row names.
    precision : str
        `fp32` is the twin for WebGL; `fp16` and `int8` take and give bytes.
    """
    graph = unrounded(model, source, np.float32 if precision == TWIN else np.uint8)
    if precision == TWIN:
        clip_hard_swish(graph)
        part_activations(graph)
    if precision == WASM:
        hurry(graph)
    return store(graph, model.weights, precision)


def unrounded(model: Borrowed, source: bytes, pixels: type[np.generic] = np.uint8) -> Graph:
    """The graph that ships, in plain float32: as borrowed, or with what it has learnt here since.

    Parameters
    ----------
    model, source, pixels
        As for `exact`.
    """
    if not model.graft:
        return exact(model, source, pixels)
    learnt = read(ROOT / model.graft.file)
    graph = shrunken(model, source, model.input.shape[1:3], pixels, channels_of(learnt))
    graft(graph, learnt)
    return graph


def exact(model: Borrowed, source: bytes, pixels: type[np.generic] = np.uint8) -> Graph:
    """The graph as borrowed, in plain float32 and of its own input's size.

    Parameters
    ----------
    model, source
        As for `make`.
    pixels : type
        Element type of the input, and of the matte.
    """
    return _stage(model, converted(model, source), pixels)


def shrunken(
    model: Borrowed,
    source: bytes,
    size: tuple[int, ...],
    pixels: type[np.generic] = np.uint8,
    channels: ArrayLike = (),
) -> Graph:
    """The borrowed graph for an input of another height and width, before it has learnt to see there.

    Parameters
    ----------
    model, source, pixels
        As for `exact`.
    size : tuple of int
        Height and width.
    channels : sequence of int
        Those that stay, see `thin.thin`; all where it is empty.
    """
    graph = converted(model, source)
    shrink(graph, *size)
    kept = np.asarray(channels, int)
    if kept.size:
        thin(graph, kept)
    return _stage(model, graph, pixels)


def converted(model: Borrowed, source: bytes) -> Graph:
    """The graph as the converter makes it: `input`, float RGB 0..1 NCHW, in; outputs as they are named."""
    graph = convert(source, model.name, [output.name for output in model.outputs])
    resize_last(graph)
    return graph


def _stage(model: Borrowed, graph: Graph, pixels: type[np.generic]) -> Graph:
    """Let a converted graph take and give what the stage does."""
    take_pixels(graph, pixels)
    if model.task == "portrait":
        give_matte(graph, pixels)
    else:
        held = {value.name: size_of(value) for value in graph.outputs}
        for output in model.outputs:
            shape_output(graph, output.name, _whole(output.shape, held[output.name]))
    return graph


def _whole(shape: tuple[int, ...], held: tuple[int, ...]) -> tuple[int, ...]:
    """The shape of an output for all that the graph gives: a list is as long as the input's size makes it."""
    return (shape[0], prod(held) // prod(shape[2:]), *shape[2:])
