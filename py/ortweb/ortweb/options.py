"""What a session and a run can be told."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from numbers import Integral
from typing import Any

from .enums import ExecutionMode, ExecutionOrder, GraphOptimizationLevel
from .providers import JS_NAMES

_LEVELS = {
    GraphOptimizationLevel.ORT_DISABLE_ALL: "disabled",
    GraphOptimizationLevel.ORT_ENABLE_BASIC: "basic",
    GraphOptimizationLevel.ORT_ENABLE_EXTENDED: "extended",
    GraphOptimizationLevel.ORT_ENABLE_LAYOUT: "layout",
    GraphOptimizationLevel.ORT_ENABLE_ALL: "all",
}
# What onnxruntime-web has no option for: kept, and warned of when it would make a difference.
_IGNORED = (
    "enable_mem_reuse",
    "execution_order",
    "inter_op_num_threads",
    "optimized_model_filepath",
    "use_deterministic_compute",
    "use_per_session_threads",
)
# Tells onnxruntime where the files of a model from bytes are. They are read on this side of the border.
FOLDER = "session.model_external_initializers_file_folder_path"
# As long as onnxruntime lets the names and values of configuration entries be.
_KEY, _VALUE = 1024, 8192
_severity = 2
_verbosity = 0


def set_default_logger_severity(arg0: int) -> None:
    """Set what the console shows where options say nothing: 0 all, 2 warnings, 4 only the fatal."""
    global _severity
    if not 0 <= arg0 <= 4:
        raise RuntimeError(f"Invalid logging severity {arg0}. 0:Verbose, 1:Info, 2:Warning, 3:Error, 4:Fatal")
    _severity = arg0


def set_default_logger_verbosity(arg0: int) -> None:
    """Set how much is logged at severity 0 where options say nothing."""
    global _verbosity
    _verbosity = arg0


class _Options:
    """Attributes with a default each; the kind of the default is the kind that may be set."""

    _DEFAULTS: Mapping[str, Any] = {}
    __slots__ = ("_config", "_values")

    def __init__(self) -> None:
        self._values: dict[str, Any] = dict(self._DEFAULTS)
        self._config: dict[str, str] = {}

    def _add(self, key: str, value: str) -> None:
        if not isinstance(key, str) or not isinstance(value, str):
            raise TypeError(f"A configuration entry is text with a text: {key!r} with {value!r} is not.")
        if not 0 < len(key) <= _KEY or len(value) > _VALUE:
            raise RuntimeError(
                f"A configuration entry has a name of 1 to {_KEY} letters and a value of up to {_VALUE}; "
                f"this one has {len(key)} and {len(value)}."
            )
        self._config[key] = value

    def _get(self, key: str) -> str:
        if key not in self._config:
            raise RuntimeError(f"{type(self).__name__} does not have configuration with key: {key}")
        return self._config[key]

    def _logging(self) -> dict[str, Any]:
        severity, verbosity = self._values["log_severity_level"], self._values["log_verbosity_level"]
        if not -1 <= severity <= 4:
            raise RuntimeError(f"log_severity_level is {severity}: 0 to 4, or -1 for the default.")
        return {
            "logSeverityLevel": _severity if severity < 0 else severity,
            "logVerbosityLevel": max(0, min(verbosity or _verbosity, 4)),
        }


def _option(name: str, default: Any, about: str) -> Any:
    kind = type(default)

    def getter(self: _Options) -> Any:
        return self._values[name]

    def setter(self: _Options, value: Any) -> None:
        if kind in (bool, int) and isinstance(value, int):
            value = kind(value)
        if not isinstance(value, kind):
            raise TypeError(f"{name} is a {kind.__name__}, not {value!r}.")
        self._values[name] = value

    return property(getter, setter, doc=about)


class SessionOptions(_Options):
    """How a session is made; onnxruntime's names and defaults."""

    _DEFAULTS: Mapping[str, Any] = {
        "enable_cpu_mem_arena": True,
        "enable_mem_pattern": True,
        "enable_mem_reuse": True,
        "enable_profiling": False,
        "execution_mode": ExecutionMode.ORT_SEQUENTIAL,
        "execution_order": ExecutionOrder.DEFAULT,
        "graph_optimization_level": GraphOptimizationLevel.ORT_ENABLE_ALL,
        "inter_op_num_threads": 0,
        "intra_op_num_threads": 0,
        "log_severity_level": -1,
        "log_verbosity_level": 0,
        "logid": "",
        "optimized_model_filepath": "",
        "profile_file_prefix": "onnxruntime_profile_",
        "use_deterministic_compute": False,
        "use_per_session_threads": True,
    }
    __slots__ = ("_dimensions", "_files", "_providers")

    def __init__(self) -> None:
        super().__init__()
        self._dimensions: dict[str, int] = {}
        self._files: dict[str, bytes] = {}
        self._providers: dict[str, dict[str, str]] = {}

    enable_cpu_mem_arena = _option("enable_cpu_mem_arena", True, "Keep memory for the next run.")
    enable_mem_pattern = _option("enable_mem_pattern", True, "Plan memory from the run before.")
    enable_mem_reuse = _option("enable_mem_reuse", True, "Has no effect here.")
    enable_profiling = _option("enable_profiling", False, "Write a file of how long loading and runs took.")
    execution_mode = _option("execution_mode", ExecutionMode.ORT_SEQUENTIAL, "Sequential or parallel.")
    execution_order = _option("execution_order", ExecutionOrder.DEFAULT, "Has no effect here.")
    graph_optimization_level = _option(
        "graph_optimization_level", GraphOptimizationLevel.ORT_ENABLE_ALL, "How far the graph is rewritten."
    )
    inter_op_num_threads = _option("inter_op_num_threads", 0, "Has no effect here.")
    intra_op_num_threads = _option(
        "intra_op_num_threads",
        0,
        "Threads of the runtime; the first session settles them for all. 0: chosen.",
    )
    log_severity_level = _option("log_severity_level", -1, "0 all to 4 only the fatal; -1: the default.")
    log_verbosity_level = _option("log_verbosity_level", 0, "How much is logged at severity 0.")
    logid = _option("logid", "", "Put before what is logged.")
    optimized_model_filepath = _option("optimized_model_filepath", "", "Has no effect here.")
    profile_file_prefix = _option(
        "profile_file_prefix", "onnxruntime_profile_", "How that file's name begins."
    )
    use_deterministic_compute = _option("use_deterministic_compute", False, "Has no effect here.")
    use_per_session_threads = _option("use_per_session_threads", True, "Has no effect here.")

    def add_session_config_entry(self, arg0: str, arg1: str) -> None:
        """Set one of onnxruntime's configuration entries, such as `session.disable_prepacking`."""
        self._add(arg0, arg1)

    def get_session_config_entry(self, arg0: str) -> str:
        """Give a configuration entry; `RuntimeError` where it was not set."""
        return self._get(arg0)

    def add_free_dimension_override_by_name(self, arg0: str, arg1: int) -> None:
        """Fix the size of a named dimension."""
        if not isinstance(arg0, str) or not isinstance(arg1, Integral):
            raise TypeError(f"A size is a whole number for a name: {arg1!r} for {arg0!r} is not.")
        self._dimensions[arg0] = int(arg1)

    def add_external_initializers_from_files_in_memory(
        self, arg0: Sequence[str], arg1: Sequence[Any], arg2: Sequence[int]
    ) -> None:
        """Give the files with weights that a model asks for.

        Parameters
        ----------
        arg0 : sequence of str
            Their names, as the model has them.
        arg1 : sequence of bytes-like
            What is in them.
        arg2 : sequence of int
            How many bytes of it count.
        """
        if not len(arg0) == len(arg1) == len(arg2):
            raise RuntimeError(f"There are {len(arg0)} names, {len(arg1)} buffers and {len(arg2)} lengths.")
        for name, content, length in zip(arg0, arg1, arg2, strict=True):
            self._files[name] = bytes(memoryview(content).cast("B")[:length])

    def add_provider(self, arg0: str, arg1: Mapping[str, str]) -> None:
        """Use a provider, with its options, where the session is not told of any."""
        if arg0 not in JS_NAMES:
            raise RuntimeError(f"There is no provider {arg0}; there are {', '.join(JS_NAMES)}.")
        self._providers[arg0] = dict(arg1)

    def has_providers(self) -> bool:
        """Whether `add_provider` was called."""
        return bool(self._providers)

    def add_free_dimension_override_by_denotation(self, arg0: str, arg1: int) -> None:
        """Refused: onnxruntime-web knows dimensions by name."""
        raise _no("dimensions by denotation; use add_free_dimension_override_by_name")

    def add_initializer(self, arg0: str, arg1: object) -> None:
        """Refused: onnxruntime-web takes weights from files."""
        raise _no("initializers from values; use add_external_initializers_from_files_in_memory")

    def add_external_initializers(self, arg0: list, arg1: list) -> None:
        """Refused: onnxruntime-web takes weights from files."""
        raise _no("initializers from values; use add_external_initializers_from_files_in_memory")

    def add_provider_for_devices(self, arg0: Sequence[Any], arg1: Mapping[str, str]) -> None:
        """Refused: a browser has no list of devices."""
        raise _no("providers by device; use add_provider")

    def register_custom_ops_library(self, arg0: str) -> None:
        """Refused: a browser loads no native libraries."""
        raise _no("libraries of operators")

    def set_provider_selection_policy(self, arg0: Any) -> None:
        """Refused: a browser has no list of devices."""
        raise _no("policies; use add_provider")

    def set_provider_selection_policy_delegate(self, arg0: Callable[..., Any]) -> None:
        """Refused: a browser has no list of devices."""
        raise _no("policies; use add_provider")

    def set_load_cancellation_flag(self, arg0: bool) -> None:
        """Refused: loading holds the page's thread, so nothing can call it off."""
        raise _no("a flag that ends loading")

    def set_ep_context_data_read_func(self, read_func: Callable[..., Any], max_data_size: int) -> None:
        """Refused: no provider of a browser has compiled models."""
        raise _no("compiled models")

    def clear_ep_context_data_read_func(self) -> None:
        """Do nothing: none can be set."""

    def _to_js(self) -> dict[str, Any]:
        """Give what onnxruntime-web takes; warn of what it ignores."""
        ignored = [name for name in _IGNORED if self._values[name] != self._DEFAULTS[name]]
        if ignored:
            warnings.warn(f"onnxruntime-web has no {', '.join(ignored)}: ignored.", stacklevel=4)
        return {
            "graphOptimizationLevel": _LEVELS[self.graph_optimization_level],
            "executionMode": "parallel" if self.execution_mode else "sequential",
            "enableCpuMemArena": self.enable_cpu_mem_arena,
            "enableMemPattern": self.enable_mem_pattern and not self.execution_mode,
            "freeDimensionOverrides": self._dimensions,
            "logId": self.logid,
            "extra": {key: value for key, value in self._config.items() if key != FOLDER},
            **self._logging(),
        }


class RunOptions(_Options):
    """How one run goes; onnxruntime's names and defaults."""

    _DEFAULTS: Mapping[str, Any] = {
        "log_severity_level": -1,
        "log_verbosity_level": 0,
        "logid": "",
        "only_execute_path_to_fetches": False,
        "terminate": False,
    }
    __slots__ = ()

    log_severity_level = _option("log_severity_level", -1, "0 all to 4 only the fatal; -1: the default.")
    log_verbosity_level = _option("log_verbosity_level", 0, "How much is logged at severity 0.")
    logid = _option("logid", "", "Put before what is logged.")
    only_execute_path_to_fetches = _option("only_execute_path_to_fetches", False, "Has no effect here.")
    terminate = _option("terminate", False, "A run that has not begun when this is set fails.")

    def add_run_config_entry(self, arg0: str, arg1: str) -> None:
        """Set one of onnxruntime's configuration entries for the run."""
        self._add(arg0, arg1)

    def get_run_config_entry(self, arg0: str) -> str:
        """Give a configuration entry; `RuntimeError` where it was not set."""
        return self._get(arg0)

    def add_active_adapter(self, arg0: Any) -> None:
        """Refused: onnxruntime-web has no adapters."""
        raise _no("adapters")

    def _to_js(self) -> dict[str, Any]:
        return {
            "terminate": self.terminate,
            "tag": self.logid,
            "extra": dict(self._config),
            **self._logging(),
        }


def _no(what: str) -> NotImplementedError:
    return NotImplementedError(f"onnxruntime-web has no {what}.")
