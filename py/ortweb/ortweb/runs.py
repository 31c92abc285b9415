"""Runs of an open model: blocked or awaited, on arrays, values or bindings."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, overload

import numpy as np

from . import _page
from .arrays import arrays_of, tensor_from
from .binding import IOBinding
from .dtypes import NUMPY
from .errors import InvalidArgument, NotImplemented, OrtError, from_js, said
from .metadata import NodeArg
from .options import RunOptions
from .profile import Profile
from .value import OrtValue

Feeds = Mapping[str, Any]
Callback = Callable[[list[np.ndarray], Any, str], None]


class Runs:
    """What a session runs; `session.py` opens and closes the model and sets all of these.

    One run at a time: a run waits in JavaScript until those before it are over, those of other sessions too.
    """

    _js: Any = None
    _runtime: Any
    # The methods of `_js` that run it: for tensors, for arrays.
    _call: Any
    _give: Any
    _source: str | bytes | None
    _profile: Profile
    _outputs: list[NodeArg]
    # Of the inputs, by name; None where the runtime tells of none.
    _dtypes: dict[str, str | None]
    # What onnxruntime-web cannot give, sequences and maps: type by name.
    _refused: dict[str, str]
    _providers: list[str]

    def __init__(self) -> None:
        # Names as JavaScript lists, kept: a program feeds and asks for the same few over and over.
        self._lists: dict[tuple[str, ...], Any] = {}

    async def _open(self) -> None:
        raise NotImplementedError

    def run(
        self, output_names: Sequence[str] | None, input_feed: Feeds, run_options: RunOptions | None = None
    ) -> list[np.ndarray]:
        """Run the model and wait until it is done.

        Parameters
        ----------
        output_names : sequence of str or None
            Which outputs to give, in which order; None or an empty one gives all.
        input_feed : mapping of str to ndarray, OrtValue, list or JsProxy
            One value for each input. An array must have the input's dtype, a list is converted to it.
            Arrays are copied; an `OrtValue` of JavaScript's, or a tensor of onnxruntime-web, must not be
            changed before the run is over. None leaves an optional input out.
        run_options : RunOptions, optional

        Returns
        -------
        list of ndarray
            New arrays; strings are objects.

        Raises
        ------
        RuntimeError
            Where the page cannot wait: use `await session.run_async(...)`.
        ValueError
            Where an input was not fed. The message holds what was fed and what is taken.
        InvalidArgument
            Where names, dtypes or shapes are not what the model takes.
        Fail, RuntimeException, NotImplemented, ...
            Where the run fails.
        """
        return arrays_of(self._blocked(output_names, input_feed, run_options, as_arrays=True))

    @overload
    def run_async(
        self,
        output_names: Sequence[str] | None,
        input_feed: Feeds,
        callback: None = None,
        user_data: Any = None,
        run_options: RunOptions | None = None,
    ) -> Awaitable[list[np.ndarray]]: ...

    @overload
    def run_async(
        self,
        output_names: Sequence[str] | None,
        input_feed: Feeds,
        callback: Callback,
        user_data: Any = None,
        run_options: RunOptions | None = None,
    ) -> None: ...

    def run_async(
        self,
        output_names: Sequence[str] | None,
        input_feed: Feeds,
        callback: Callback | None = None,
        user_data: Any = None,
        run_options: RunOptions | None = None,
    ) -> Awaitable[list[np.ndarray]] | None:
        """Run the model without waiting; see `run` for what goes in, comes out and is raised.

        Parameters
        ----------
        callback : callable, optional
            As onnxruntime has it: called with the results, `user_data`, and an error's message (empty: none).
            Without it, the results are to be awaited.

        Returns
        -------
        awaitable of list of ndarray, or None with a callback
        """
        run = self._awaited(output_names, input_feed, run_options)
        if callback is None:
            return run
        asyncio.ensure_future(_reported(run, callback, user_data))  # noqa: RUF006
        return None

    def run_with_ort_values(
        self,
        output_names: Sequence[str] | None,
        input_dict_ort_values: Mapping[str, OrtValue],
        run_options: RunOptions | None = None,
    ) -> list[OrtValue]:
        """Run the model, wait, and leave the outputs in JavaScript; see `run`."""
        return self._values(self._blocked(output_names, input_dict_ort_values, run_options))

    async def run_with_ort_values_async(
        self,
        output_names: Sequence[str] | None,
        input_dict_ort_values: Mapping[str, Any],
        run_options: RunOptions | None = None,
    ) -> list[OrtValue]:
        """Run the model without waiting, and leave the outputs in JavaScript; see `run`."""
        return self._values(await self._tensors(output_names, input_dict_ort_values, run_options))

    def run_with_iobinding(self, iobinding: IOBinding, run_options: RunOptions | None = None) -> None:
        """Run the model on what is bound, and wait."""
        instead = "await session.run_with_iobinding_async(...)"
        _page.block(instead, self.run_with_iobinding_async, iobinding, run_options)

    async def run_with_iobinding_async(
        self, iobinding: IOBinding, run_options: RunOptions | None = None
    ) -> None:
        """Run the model on what is bound, without waiting."""
        if iobinding._session is not self:
            raise ValueError("IOBinding must be used with the session that created it.")
        names, places, fetches = iobinding._wanted()
        binding = {"places": places, "fetches": fetches}
        tensors = await self._tensors(names, iobinding._inputs, run_options, binding)
        # What a GPU cannot hold, such as strings, is on the CPU wherever it was bound to.
        lies = [tensor.location == "gpu-buffer" for tensor in tensors]
        pairs = zip(tensors, lies, strict=True)
        iobinding._keep([OrtValue(tensor, self._runtime, lies_on_gpu=on_gpu) for tensor, on_gpu in pairs])

    async def _awaited(self, names: Any, feed: Feeds, options: Any) -> list[np.ndarray]:
        return arrays_of(await self._tensors(names, feed, options, as_arrays=True))

    async def _tensors(
        self, names: Any, feed: Feeds, options: Any, binding: dict | None = None, *, as_arrays: bool = False
    ) -> Any:
        begin = time.monotonic_ns()
        try:
            arguments = self._arguments(names, feed, options, binding)
            return await _page.start(self._give if as_arrays else self._call, *arguments)
        except _page.JsException as error:
            if not self._is_lost(error):
                raise from_js(error) from None
        finally:
            self._profile.add("model_run", begin)
        await self._open()
        return await self._tensors(names, feed, options, binding, as_arrays=as_arrays)

    def _blocked(self, names: Any, feed: Feeds, options: Any, *, as_arrays: bool = False) -> Any:
        begin, instead = time.monotonic_ns(), "await session.run_async(...)"
        try:
            # Not _tensors: to wait for a promise is cheaper than to wait for a task that waits for it.
            call = self._give if as_arrays else self._call
            return _page.block(instead, call, *self._arguments(names, feed, options))
        except _page.JsException as error:
            if not self._is_lost(error):
                raise from_js(error) from None
        finally:
            self._profile.add("model_run", begin)
        again = partial(self._tensors, names, feed, options, as_arrays=as_arrays)
        return _page.block(instead, again)

    def _is_lost(self, error: Any) -> bool:
        # Another model has brought the runtime down; this one can be opened again.
        return getattr(error, "code", None) == "runtime-lost" and self._source is not None

    def _arguments(
        self, names: Any, feed: Feeds, options: Any, binding: dict | None = None
    ) -> tuple[Any, ...]:
        """Give what JavaScript's `call` takes."""
        if self._js is None:
            raise RuntimeError("This session is closed.")
        if isinstance(names, str):
            raise TypeError(f"output_names is a sequence of names, not the text {names!r}.")
        fed = feed.items()
        if self._refused:
            self._refuse(names)
        told = None
        if options is not None or binding is not None:
            told = _page.to_object({**(options._to_js() if options else {}), **(binding or {})})
        tensors = [self._tensor(name, value) for name, value in fed]
        return (self._list(names) if names else None, self._list(feed), told, *tensors)

    def _refuse(self, names: Sequence[str] | None) -> None:
        for name in names or self._refused:
            if name in self._refused:
                tensors = [arg.name for arg in self._outputs if arg.name not in self._refused]
                raise said(
                    NotImplemented,
                    f"Output {name} is a {self._refused[name]}; onnxruntime-web gives tensors alone. "
                    f"Ask for the other outputs by name: {tensors}.",
                )

    def _tensor(self, name: str, value: Any) -> Any:
        if isinstance(value, OrtValue):
            if value._lies_on_gpu and "WebGpuExecutionProvider" not in self._providers:
                raise RuntimeError(f"Input {name} is on a GPU, and this session runs on {self._providers}.")
            return value._tensor_for(self._runtime)
        if value is None or isinstance(value, _page.JsProxy):
            return value
        if not isinstance(value, np.ndarray):
            value = self._converted(name, value)
        return tensor_from(value, self._runtime)

    def _converted(self, name: str, value: Any) -> np.ndarray:
        dtype = self._dtypes.get(name)
        try:
            return np.asarray(value, NUMPY.get(dtype) if dtype else None)
        except (TypeError, ValueError) as error:
            raise said(InvalidArgument, f"Input {name} cannot be made from {value!r}: {error}") from None

    def _list(self, names: Iterable[str]) -> Any:
        key = tuple(names)
        if key not in self._lists:
            self._lists[key] = _page.to_js(key)
        return self._lists[key]

    def _values(self, tensors: Any) -> list[OrtValue]:
        return [OrtValue(tensor, self._runtime) for tensor in tensors]


async def _reported(run: Awaitable[list[np.ndarray]], callback: Callback, user_data: Any) -> None:
    try:
        results, error = await run, ""
    except (OrtError, RuntimeError, ValueError) as failed:
        results, error = [], str(failed)
    callback(results, user_data, error)
