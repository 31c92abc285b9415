"""Sessions: a model in the page's runtime, run from Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from . import _page
from .dtypes import onnx_type
from .errors import OrtError, from_js
from .value import OrtValue, array_from, tensor_from

Feeds = Mapping[str, Any]


class GraphOptimizationLevel(Enum):
    """How far onnxruntime rewrites a graph before it runs it."""

    ORT_DISABLE_ALL = "disabled"
    ORT_ENABLE_BASIC = "basic"
    ORT_ENABLE_EXTENDED = "extended"
    ORT_ENABLE_LAYOUT = "layout"
    ORT_ENABLE_ALL = "all"


@dataclass
class SessionOptions:
    """Those of onnxruntime's session options that onnxruntime-web knows, with its defaults."""

    graph_optimization_level: GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL
    enable_cpu_mem_arena: bool = True
    enable_mem_pattern: bool = True
    log_severity_level: int = 2


@dataclass(frozen=True)
class NodeArg:
    """An input or output of a model.

    Attributes
    ----------
    name : str
    type : str
        Such as `tensor(uint8)`; empty where the webgl provider does not know it.
    shape : list
        Sizes; a name where the size may vary.
    """

    name: str
    type: str
    shape: list[int | str]


class InferenceSession:
    """A model that is open in the page's runtime. Made by `create` or `attach`.

    One run at a time: a run waits in JavaScript until those before it are over, those of other sessions too.
    """

    def __init__(self, session: Any) -> None:
        self._call = session.call
        self._release = session.release
        self._runtime = session.runtime
        self._provider: str = session.provider
        self._inputs = _node_args(session.inputs)
        self._outputs = _node_args(session.outputs)
        # Names as JavaScript lists, kept: a program feeds and asks for the same few over and over.
        self._lists: dict[tuple[str, ...], Any] = {}

    @staticmethod
    def attach(session: Any) -> InferenceSession:
        """Take a session that JavaScript has made.

        Parameters
        ----------
        session : JsProxy
            One of `engine.sessions`. It stays JavaScript's to release.
        """
        return InferenceSession(session)

    @staticmethod
    async def create(
        path_or_bytes: str | PathLike[str] | bytes,
        sess_options: SessionOptions | None = None,
        providers: Sequence[str] | None = None,
        provider_options: Sequence[Mapping[str, Any]] | None = None,
    ) -> InferenceSession:
        """Open a model.

        Parameters
        ----------
        path_or_bytes : str, PathLike or bytes
            A URL (with `://`), a file of Python's file system, or the bytes of an ONNX file.
        sess_options : SessionOptions, optional
        providers : sequence of str, optional
            `webgpu`, `webgl`, `wasm`: the first that takes the model is used. None leaves it to the page.
        provider_options : sequence of mapping, optional
            One for each provider, with onnxruntime-web's own names.

        Raises
        ------
        OrtError
            `model-missing` where the URL cannot be fetched, `model-failed` where no provider takes the model.
        FileNotFoundError
            Where there is no such file.
        ValueError
            Where there are not as many options as providers.
        """
        engine = _page.engine()
        names = [] if providers is None else list(providers)
        options = [{}] * len(names) if provider_options is None else list(provider_options)
        if len(options) != len(names):
            raise ValueError(f"There are {len(names)} providers but {len(options)} provider_options.")
        wanted = [{"name": name, **option} for name, option in zip(names, options, strict=True)]
        try:
            session = await engine.create(
                _source(path_or_bytes),
                _page.to_object(wanted),
                _page.to_object(_js_options(sess_options or SessionOptions())),
            )
        except _page.JsException as error:
            raise from_js(error) from None
        return InferenceSession(session)

    async def run_async(self, output_names: Sequence[str] | None, input_feed: Feeds) -> list[np.ndarray]:
        """Run the model.

        Parameters
        ----------
        output_names : sequence of str or None
            Which outputs to give, in which order; None or an empty one gives all.
        input_feed : mapping of str to ndarray, OrtValue or JsProxy
            One value for each input, of exactly its dtype. Arrays are copied; an `OrtValue`, or a tensor of
            onnxruntime-web, must not be changed before the run is over.

        Returns
        -------
        list of ndarray
            New arrays.

        Raises
        ------
        ValueError
            Where names, dtypes or shapes are not what the model takes. The message holds both.
        OrtError
            `model-failed` where the run fails.
        """
        return [array_from(tensor, self._runtime) for tensor in await self._tensors(output_names, input_feed)]

    async def run_with_ort_values_async(
        self, output_names: Sequence[str] | None, input_feed: Feeds
    ) -> list[OrtValue]:
        """Run the model and leave the outputs in JavaScript; see `run_async`."""
        return [OrtValue(tensor, self._runtime) for tensor in await self._tensors(output_names, input_feed)]

    def run(self, output_names: Sequence[str] | None, input_feed: Feeds) -> list[np.ndarray]:
        """Run the model and block until it is done; see `run_async`.

        Raises
        ------
        OrtError
            `unsupported` where the page cannot block: the browser has no JSPI, or Python was not entered by
            `runPythonAsync`, `callPromising` or a task.
        """
        if not _page.can_run_sync():
            raise OrtError("unsupported", "This page cannot block here. Use `await session.run_async(...)`.")
        return _page.run_sync(self.run_async(output_names, input_feed))

    def get_inputs(self) -> list[NodeArg]:
        """Give the inputs, in the model's order."""
        return list(self._inputs)

    def get_outputs(self) -> list[NodeArg]:
        """Give the outputs, in the model's order."""
        return list(self._outputs)

    def get_providers(self) -> list[str]:
        """Give the provider that runs the model."""
        return [self._provider]

    async def release(self) -> None:
        """Free the model once the runs before are over. It cannot be run afterwards."""
        await self._release()

    async def _tensors(self, output_names: Sequence[str] | None, input_feed: Feeds) -> Any:
        try:
            return await self._call(
                self._list(output_names) if output_names else None,
                self._list(input_feed),
                *[self._tensor(value) for value in input_feed.values()],
            )
        except _page.JsException as error:
            raise from_js(error) from None

    def _tensor(self, value: Any) -> Any:
        if isinstance(value, OrtValue):
            return value.tensor
        if isinstance(value, _page.JsProxy):
            return value
        return tensor_from(np.asarray(value), self._runtime)

    def _list(self, names: Iterable[str]) -> Any:
        key = tuple(names)
        if key not in self._lists:
            self._lists[key] = _page.to_js(key)
        return self._lists[key]


def _node_args(specs: Any) -> list[NodeArg]:
    return [
        NodeArg(spec.name, onnx_type(getattr(spec, "dtype", None)), list(getattr(spec, "shape", None) or ()))
        for spec in specs
    ]


def _source(path_or_bytes: str | PathLike[str] | bytes) -> Any:
    if isinstance(path_or_bytes, str) and "://" in path_or_bytes:
        return path_or_bytes
    content = path_or_bytes if isinstance(path_or_bytes, bytes) else Path(path_or_bytes).read_bytes()
    data = _page.Uint8Array.new(len(content))
    data.assign(content)
    return data


def _js_options(options: SessionOptions) -> dict[str, Any]:
    return {
        "graphOptimizationLevel": options.graph_optimization_level.value,
        "enableCpuMemArena": options.enable_cpu_mem_arena,
        "enableMemPattern": options.enable_mem_pattern,
        "logSeverityLevel": options.log_severity_level,
    }
