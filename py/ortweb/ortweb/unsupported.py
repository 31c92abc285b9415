"""Names that onnxruntime has and no browser can give: each says so when it is used."""

from __future__ import annotations

from typing import Any, NoReturn


class _Refused:
    _why = ""

    def __init__(self, *_: Any, **__: Any) -> None:
        _refuse(type(self).__name__, self._why)


class AdapterFormat(_Refused):
    """Adapters of weights."""

    _why = "it has no adapters"


class LoraAdapter(_Refused):
    """Adapters of weights."""

    _why = "it has no adapters"


class ModelCompiler(_Refused):
    """Models compiled for one provider."""

    _why = "no provider of a browser has compiled models"


class SparseTensor(_Refused):
    """Tensors of which most values are 0."""

    _why = "it has no sparse tensors"


class OrtArenaCfg(_Refused):
    """How memory is taken."""

    _why = "its memory is WebAssembly's own"


class OrtSyncStream(_Refused):
    """Streams of a GPU."""

    _why = "WebGPU has one queue"


class OrtEpDevice(_Refused):
    """Devices of a provider."""

    _why = "a browser has no list of devices"


class OrtHardwareDevice(_Refused):
    """Devices of a machine."""

    _why = "a browser has no list of devices"


class OrtEpAssignedNode(_Refused):
    """Which provider runs a node."""

    _why = "it does not tell which provider runs a node"


class OrtEpAssignedSubgraph(_Refused):
    """Which provider runs a part of a graph."""

    _why = "it does not tell which provider runs a node"


class OrtEpContextData(_Refused):
    """Compiled models."""

    _why = "no provider of a browser has compiled models"


class OrtEpContextDataBuffer(_Refused):
    """Compiled models."""

    _why = "no provider of a browser has compiled models"


class OrtExternalInitializerInfo(_Refused):
    """Weights of compiled models."""

    _why = "no provider of a browser has compiled models"


def get_ep_devices() -> list[Any]:
    """Give an empty list: a browser tells of no devices."""
    return []


def create_and_register_allocator(*_: Any) -> NoReturn:
    """Refused: the memory is WebAssembly's own."""
    _refuse("create_and_register_allocator", "its memory is WebAssembly's own")


def create_and_register_allocator_v2(*_: Any) -> NoReturn:
    """Refused: the memory is WebAssembly's own."""
    _refuse("create_and_register_allocator_v2", "its memory is WebAssembly's own")


def register_execution_provider_library(*_: Any) -> NoReturn:
    """Refused: a browser loads no native libraries."""
    _refuse("register_execution_provider_library", "a browser loads no native libraries")


def unregister_execution_provider_library(*_: Any) -> NoReturn:
    """Refused: a browser loads no native libraries."""
    _refuse("unregister_execution_provider_library", "a browser loads no native libraries")


def set_global_thread_pool_sizes(*_: Any) -> NoReturn:
    """Refused: threads are settled by `configure`."""
    _refuse("set_global_thread_pool_sizes", "its threads are settled by ortweb.configure(threads=...)")


def set_seed(arg0: int) -> NoReturn:
    """Refused: onnxruntime-web draws its own seed."""
    _refuse("set_seed", "it draws its own seed")


def enable_telemetry_events() -> None:
    """Do nothing: there is no telemetry."""


def disable_telemetry_events() -> None:
    """Do nothing: there is no telemetry."""


def has_collective_ops() -> bool:
    """Whether it runs on several machines: no."""
    return False


def preload_dlls(*_: Any, **__: Any) -> None:
    """Do nothing: a browser loads no native libraries."""


def _refuse(name: str, why: str) -> NoReturn:
    raise NotImplementedError(f"onnxruntime-web has no {name}: {why}.")
