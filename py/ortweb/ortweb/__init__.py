"""onnxruntime's Python API over onnxruntime-web, for Pyodide.

The names, parameters and defaults of `onnxruntime`. What waits there blocks here where the browser can
(JavaScript Promise Integration); everything can also be awaited: `await InferenceSession.create(...)`,
`await session.run_async(...)`.
"""

import platform

from .binding import IOBinding
from .device import OrtDevice
from .engine import configure
from .enums import (
    ExecutionMode,
    ExecutionOrder,
    GraphOptimizationLevel,
    OrtAllocatorType,
    OrtCompileApiFlags,
    OrtDeviceMemoryType,
    OrtDeviceVendorId,
    OrtExecutionProviderDevicePolicy,
    OrtHardwareDeviceType,
    OrtMemoryInfoDeviceType,
    OrtMemType,
    OrtSparseFormat,
)
from .errors import OrtError
from .metadata import ModelMetadata, NodeArg, OrtMemoryInfo
from .options import RunOptions, SessionOptions, set_default_logger_severity, set_default_logger_verbosity
from .providers import get_all_providers, get_available_providers, get_device
from .session import InferenceSession
from .unsupported import (
    AdapterFormat,
    LoraAdapter,
    ModelCompiler,
    OrtArenaCfg,
    OrtEpAssignedNode,
    OrtEpAssignedSubgraph,
    OrtEpContextData,
    OrtEpContextDataBuffer,
    OrtEpDevice,
    OrtExternalInitializerInfo,
    OrtHardwareDevice,
    OrtSyncStream,
    SparseTensor,
    create_and_register_allocator,
    create_and_register_allocator_v2,
    disable_telemetry_events,
    enable_telemetry_events,
    get_ep_devices,
    has_collective_ops,
    preload_dlls,
    register_execution_provider_library,
    set_global_thread_pool_sizes,
    set_seed,
    unregister_execution_provider_library,
)
from .value import OrtValue, copy_tensors

# Of the onnxruntime-web that runs the models.
__version__ = "1.30.0"
__author__ = "Microsoft; the bridge: the authors of ortweb"

# onnxruntime's other name for it.
SessionIOBinding = IOBinding


def get_version_string() -> str:
    """Give the version of onnxruntime-web."""
    return __version__


def get_build_info() -> str:
    """Give what runs where."""
    return f"onnxruntime-web {__version__} through ortweb, {platform.platform()}"


def print_debug_info() -> None:
    """Print the versions and what the browser has."""
    print(get_build_info())
    print("Python", platform.python_version())
    print("providers:", ", ".join(get_available_providers()))


__all__ = [
    "AdapterFormat",
    "ExecutionMode",
    "ExecutionOrder",
    "GraphOptimizationLevel",
    "IOBinding",
    "InferenceSession",
    "LoraAdapter",
    "ModelCompiler",
    "ModelMetadata",
    "NodeArg",
    "OrtAllocatorType",
    "OrtArenaCfg",
    "OrtCompileApiFlags",
    "OrtDevice",
    "OrtDeviceMemoryType",
    "OrtDeviceVendorId",
    "OrtEpAssignedNode",
    "OrtEpAssignedSubgraph",
    "OrtEpContextData",
    "OrtEpContextDataBuffer",
    "OrtEpDevice",
    "OrtError",
    "OrtExecutionProviderDevicePolicy",
    "OrtExternalInitializerInfo",
    "OrtHardwareDevice",
    "OrtHardwareDeviceType",
    "OrtMemType",
    "OrtMemoryInfo",
    "OrtMemoryInfoDeviceType",
    "OrtSparseFormat",
    "OrtSyncStream",
    "OrtValue",
    "RunOptions",
    "SessionIOBinding",
    "SessionOptions",
    "SparseTensor",
    "configure",
    "copy_tensors",
    "create_and_register_allocator",
    "create_and_register_allocator_v2",
    "disable_telemetry_events",
    "enable_telemetry_events",
    "get_all_providers",
    "get_available_providers",
    "get_build_info",
    "get_device",
    "get_ep_devices",
    "get_version_string",
    "has_collective_ops",
    "preload_dlls",
    "print_debug_info",
    "register_execution_provider_library",
    "set_default_logger_severity",
    "set_default_logger_verbosity",
    "set_global_thread_pool_sizes",
    "set_seed",
    "unregister_execution_provider_library",
]
