"""Sessions: a model in the page's runtime, run from Python."""

from __future__ import annotations

import asyncio
import json
import os
import time
import warnings
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, overload

import numpy as np

from . import _page, engine, source
from .binding import IOBinding
from .dtypes import NUMPY
from .enums import OrtDeviceVendorId
from .errors import InvalidArgument, NotImplemented, OrtError, from_js, said
from .metadata import ModelMetadata, NodeArg, OrtMemoryInfo, model_metadata, node_args
from .options import FOLDER, RunOptions, SessionOptions
from .profile import Profile
from .providers import CPU, JS_NAMES, Chosen, chosen, get_available_providers, running
from .value import OrtValue, array_from, tensor_from

Feeds = Mapping[str, Any]
Callback = Callable[[list[np.ndarray], Any, str], None]
Providers = Sequence[str | tuple[str, dict[Any, Any]]]

_CREATE = "await InferenceSession.create(...)"


class Session:
    """A model that is open in the page's runtime.

    One run at a time: a run waits in JavaScript until those before it are over, those of other sessions too.
    """

    _js: Any = None

    def __init__(self, enable_fallback: bool = True) -> None:
        self._enable_fallback = enable_fallback
        self._chosen: Chosen = {}
        self._source: str | bytes | None = None
        self._sess_options: SessionOptions | None = None
        self._profile = Profile()
        # Names as JavaScript lists, kept: a program feeds and asks for the same few over and over.
        self._lists: dict[tuple[str, ...], Any] = {}

    def _attach(self, js: Any, about: dict[str, Any]) -> None:
        # Looking a method up through the border costs more than calling it: once is enough.
        self._js, self._runtime, self._call = js, js.runtime, js.call
        self._inputs, self._outputs = node_args(about["inputs"]), node_args(about["outputs"])
        self._initializers = node_args(about.get("initializers", []))
        self._dtypes = {spec["name"]: spec.get("dtype") for spec in about["inputs"]}
        self._metadata = model_metadata(about)
        # What onnxruntime-web cannot give: sequences and maps.
        self._refused = {
            arg.name: arg.type
            for arg in self._outputs
            if arg.type and not arg.type.startswith(("tensor", "optional(tensor"))
        }
        self._providers = running(js.provider)

    async def _open(self) -> None:
        """Open the model; warn of providers that did not take it."""
        options = self._sess_options or SessionOptions()
        home = await engine.started(options.intra_op_num_threads)
        wanted = self._chosen or options._providers or {}
        if wanted and CPU not in wanted and self._enable_fallback:
            wanted = {**wanted, CPU: {}}
        listed = [{**more, "name": JS_NAMES[name]} for name, more in wanted.items()]
        folder = options._config.get(FOLDER)
        assert self._source is not None
        self._profile = Profile(options.profile_file_prefix if options.enable_profiling else None)
        begin = time.monotonic_ns()
        data, name, files = await source.fetched(home, self._source, folder, options._files)
        self._profile.add("model_loading", begin)
        begin = time.monotonic_ns()
        try:
            told = json.dumps(options._to_js())
            made = await home.create(data, name, _page.to_object_list(listed), told, files)
        except _page.JsException as error:
            raise from_js(error) from None
        self._profile.add("session_initialization", begin)
        for refused in json.loads(made.refused):
            warnings.warn(f"Went on to the next provider: {refused['reason']}", stacklevel=4)
        self._attach(made.session, json.loads(made.about))

    def close(self) -> None:
        """Free the model once the runs before are over. It cannot be run afterwards."""
        if self._js is not None and self._source is not None:
            self._js.release()
        self._js = self._call = self._source = None

    def __del__(self) -> None:
        self.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- runs

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
        return self._arrays(self._blocked(output_names, input_feed, run_options))

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

    def io_binding(self) -> IOBinding:
        """Give a new binding of this model's inputs and outputs."""
        return IOBinding(self)

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
        return self._arrays(await self._tensors(names, feed, options))

    async def _tensors(self, names: Any, feed: Feeds, options: Any, binding: dict | None = None) -> Any:
        begin = time.monotonic_ns()
        try:
            arguments = self._arguments(names, feed, options, binding)
            return await _page.start(self._call, *arguments)
        except _page.JsException as error:
            if not self._is_lost(error):
                raise from_js(error) from None
        finally:
            self._profile.add("model_run", begin)
        await self._open()
        return await self._tensors(names, feed, options, binding)

    def _blocked(self, names: Any, feed: Feeds, options: Any) -> Any:
        begin, instead = time.monotonic_ns(), "await session.run_async(...)"
        try:
            # Not _tensors: to wait for a promise is cheaper than to wait for a task that waits for it.
            return _page.block(instead, self._call, *self._arguments(names, feed, options))
        except _page.JsException as error:
            if not self._is_lost(error):
                raise from_js(error) from None
        finally:
            self._profile.add("model_run", begin)
        return _page.block(instead, self._tensors, names, feed, options)

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

    def _arrays(self, tensors: Any) -> list[np.ndarray]:
        return [array_from(tensor, self._runtime) for tensor in tensors]

    def _values(self, tensors: Any) -> list[OrtValue]:
        return [OrtValue(tensor, self._runtime) for tensor in tensors]

    # -- what is known

    def get_inputs(self) -> list[NodeArg]:
        """Give the inputs, in the model's order."""
        return list(self._inputs)

    def get_outputs(self) -> list[NodeArg]:
        """Give the outputs, in the model's order."""
        return list(self._outputs)

    def get_overridable_initializers(self) -> list[NodeArg]:
        """Give the inputs that have a value of their own. onnxruntime-web takes no other value for them."""
        return list(self._initializers)

    def get_modelmeta(self) -> ModelMetadata:
        """Give what the file says of itself."""
        return self._metadata

    def get_session_options(self) -> SessionOptions:
        """Give the options that the session was made with."""
        return self._sess_options or SessionOptions()

    def get_providers(self) -> list[str]:
        """Give the provider that runs the model, then the one that does what the first leaves."""
        return list(self._providers)

    def get_provider_options(self) -> dict[str, dict[str, Any]]:
        """Give the options of each of these."""
        return {name: dict(self._chosen.get(name, {})) for name in self._providers}

    def get_input_memory_infos(self) -> list[OrtMemoryInfo]:
        """Give where each input is taken from: always the CPU, though it may come from a GPU."""
        return [OrtMemoryInfo() for _ in self._inputs]

    def get_output_memory_infos(self) -> list[OrtMemoryInfo]:
        """Give where each output is put: the CPU, if no `IOBinding` says otherwise."""
        return [OrtMemoryInfo() for _ in self._outputs]

    def get_profiling_start_time_ns(self) -> int:
        """Give when profiling began, on the clock of `time.monotonic_ns`; 0 where it has not."""
        return self._profile.start_ns

    def end_profiling(self) -> str:
        """Write how long loading and runs took; give the file's name, empty where it was not asked for."""
        return self._profile.write()

    # -- what may be changed

    def set_providers(self, providers: Providers | None = None, provider_options: Any = None) -> None:
        """Open the model again, on other providers, and wait."""
        instead = "await session.set_providers_async(...)"
        _page.block(instead, self.set_providers_async, providers, provider_options)

    async def set_providers_async(
        self, providers: Providers | None = None, provider_options: Any = None
    ) -> None:
        """Open the model again, on other providers, without blocking."""
        if self._source is None:
            raise RuntimeError("This session is JavaScript's, or closed: it cannot be opened again.")
        wanted = chosen(providers, provider_options, get_available_providers())
        before, self._chosen = (self._js, self._chosen), wanted
        try:
            await self._open()
        except Exception:
            self._js, self._chosen = before
            raise
        before[0].release()

    def disable_fallback(self) -> None:
        """Raise where the providers do not take the model."""
        self._enable_fallback = False

    def enable_fallback(self) -> None:
        """Go on to the CPU where the providers do not take the model."""
        self._enable_fallback = True

    def create_ortvalue_from_shape_and_type(
        self,
        shape: Sequence[int],
        element_type: Any,
        device_type: str,
        device_id: int = 0,
        vendor_id: int | OrtDeviceVendorId = -1,
    ) -> OrtValue:
        """Make a tensor of zeros; see `OrtValue.ortvalue_from_shape_and_type`."""
        return OrtValue.ortvalue_from_shape_and_type(shape, element_type, device_type, device_id, vendor_id)

    # -- what a browser has not

    def get_input_epdevices(self) -> list[Any]:
        """Refused: a browser has no list of devices."""
        raise NotImplementedError("onnxruntime-web does not tell of devices.")

    def get_provider_graph_assignment_info(self) -> list[Any]:
        """Refused: onnxruntime-web does not tell which provider runs a node."""
        raise NotImplementedError("onnxruntime-web does not tell which provider runs a node.")

    def get_tuning_results(self) -> list[Any]:
        """Give an empty list: the providers of a browser are not tuned."""
        return []

    def set_tuning_results(self, results: Any, *, error_on_invalid: bool = False) -> None:
        """Refused: the providers of a browser are not tuned."""
        raise NotImplementedError("onnxruntime-web has no tuning.")

    def set_ep_dynamic_options(self, options: dict[str, str]) -> None:
        """Refused: the options of a browser's providers are those that the session was made with."""
        raise NotImplementedError(
            "onnxruntime-web changes no options after a session is made: use set_providers."
        )

    def release_captured_graph(self, graph_annotation_id: int = 0) -> None:
        """Do nothing: graphs are not captured."""

    def run_with_ortvaluevector(
        self,
        run_options: Any,
        feed_names: Any,
        feeds: Any,
        fetch_names: Any,
        fetches: Any,
        fetch_devices: Any,
    ) -> None:
        """Refused: there are no vectors of the C library here."""
        raise NotImplementedError(
            "There are no C vectors in a page: use run_with_ort_values or run_with_iobinding."
        )


class InferenceSession(Session):
    """A model that is open in the page's runtime.

    Parameters
    ----------
    path_or_bytes : str, PathLike or bytes
        An address (with `://`), a file of Python's file system, or the bytes of an ONNX file. Kept: a
        session can be opened again.
    sess_options : SessionOptions, optional
    providers : sequence of str or (str, dict), optional
        The first that takes the model is used, and the CPU where none does.
    provider_options : sequence of dict, optional
        One for each provider, with onnxruntime-web's own names.
    **kwargs
        `enable_fallback=0`: raise where the providers do not take the model. Others have no effect.

    Raises
    ------
    RuntimeError
        Where the page cannot wait: use `await InferenceSession.create(...)`.
    NoSuchFile
        Where there is no such file or address.
    InvalidProtobuf, InvalidGraph, InvalidArgument, Fail, ...
        Where the model cannot be opened.
    ValueError, TypeError
        Where the arguments are not what onnxruntime takes.
    """

    def __init__(
        self,
        path_or_bytes: str | bytes | os.PathLike,
        sess_options: SessionOptions | None = None,
        providers: Providers | None = None,
        provider_options: Sequence[dict[Any, Any]] | None = None,
        **kwargs: Any,
    ) -> None:
        self._prepare(path_or_bytes, sess_options, providers, provider_options, kwargs)
        _page.block(_CREATE, self._open)

    @classmethod
    async def create(
        cls,
        path_or_bytes: str | bytes | os.PathLike,
        sess_options: SessionOptions | None = None,
        providers: Providers | None = None,
        provider_options: Sequence[dict[Any, Any]] | None = None,
        **kwargs: Any,
    ) -> InferenceSession:
        """Open a model without blocking the page; takes what the constructor takes."""
        session = cls.__new__(cls)
        session._prepare(path_or_bytes, sess_options, providers, provider_options, kwargs)
        await session._open()
        return session

    @staticmethod
    def attach(session: Any) -> InferenceSession:
        """Take a session that JavaScript has made.

        Parameters
        ----------
        session : JsProxy
            One of `engine.sessions`. It stays JavaScript's to release.
        """
        taken = InferenceSession.__new__(InferenceSession)
        Session.__init__(taken)
        specs = {side: _page.plain(getattr(session, side)) for side in ("inputs", "outputs")}
        taken._attach(session, specs)
        return taken

    def _prepare(
        self,
        path_or_bytes: Any,
        sess_options: Any,
        providers: Any,
        provider_options: Any,
        kwargs: dict[str, Any],
    ) -> None:
        Session.__init__(self, enable_fallback=int(kwargs.get("enable_fallback", 1)) == 1)
        if isinstance(path_or_bytes, (str, os.PathLike)):
            self._source = os.fspath(path_or_bytes)
        elif isinstance(path_or_bytes, bytes):
            self._source = path_or_bytes
        else:
            raise TypeError(f"Unable to load from type '{type(path_or_bytes)}'")
        if sess_options is not None and not isinstance(sess_options, SessionOptions):
            raise TypeError(f"sess_options is a SessionOptions, not a {type(sess_options).__name__}.")
        self._sess_options = sess_options
        self._chosen = chosen(providers, provider_options, get_available_providers())


async def _reported(run: Awaitable[list[np.ndarray]], callback: Callback, user_data: Any) -> None:
    try:
        results, error = await run, ""
    except (OrtError, RuntimeError, ValueError) as failed:
        results, error = [], str(failed)
    callback(results, user_data, error)
