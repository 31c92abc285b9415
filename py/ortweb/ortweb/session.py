"""Sessions: a model in the page's runtime, run from Python."""

from __future__ import annotations

import json
import os
import time
import warnings
from collections.abc import Sequence
from typing import Any

from . import _page, engine, source
from .binding import IOBinding
from .enums import OrtDeviceVendorId
from .errors import from_js
from .metadata import ModelMetadata, NodeArg, OrtMemoryInfo, model_metadata, node_args
from .options import FOLDER, SessionOptions
from .profile import Profile
from .providers import CPU, JS_NAMES, Chosen, chosen, get_available_providers, running
from .runs import Runs
from .value import OrtValue

Providers = Sequence[str | tuple[str, dict[Any, Any]]]

_CREATE = "await InferenceSession.create(...)"


class Session(Runs):
    """A model that is open in the page's runtime."""

    def __init__(self, enable_fallback: bool = True) -> None:
        super().__init__()
        self._enable_fallback = enable_fallback
        self._chosen: Chosen = {}
        self._source: str | bytes | None = None
        self._sess_options: SessionOptions | None = None
        self._profile = Profile()

    def _attach(self, js: Any, about: dict[str, Any]) -> None:
        # Looking a method up through the border costs more than calling it: once is enough.
        self._js, self._runtime, self._call, self._give = js, js.runtime, js.call, js.arrays
        self._inputs, self._outputs = node_args(about["inputs"]), node_args(about["outputs"])
        self._initializers = node_args(about.get("initializers", []))
        self._dtypes = {spec["name"]: spec.get("dtype") for spec in about["inputs"]}
        self._metadata = model_metadata(about)
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
        self._js = self._call = self._give = self._source = None

    def __del__(self) -> None:
        self.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def io_binding(self) -> IOBinding:
        """Give a new binding of this model's inputs and outputs."""
        return IOBinding(self)

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
