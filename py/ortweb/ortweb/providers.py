"""Providers: onnxruntime's names for them, and which of them a page has."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

# onnxruntime's name -> onnxruntime-web's.
JS_NAMES = {
    "WebGpuExecutionProvider": "webgpu",
    "WebNNExecutionProvider": "webnn",
    "CPUExecutionProvider": "wasm",
    # After the CPU, which takes every model: float32 alone, and slower for most, so only where it is asked
    # for.
    "WebGlExecutionProvider": "webgl",
}
NAMES = {js: name for name, js in JS_NAMES.items()}
CPU = "CPUExecutionProvider"
# These leave to the CPU what they cannot do themselves.
_SHARED = ("webgpu", "webnn")

Chosen = dict[str, dict[str, Any]]


def get_all_providers() -> list[str]:
    """Give the providers that onnxruntime-web has, the fastest first."""
    return list(JS_NAMES)


def get_available_providers() -> list[str]:
    """Give the providers whose interface this browser has, the fastest first.

    Whether there is a GPU behind WebGPU is known once a session asks for it; without one, the session goes
    on to the next provider that it was given.
    """
    from . import _page

    apis = _page.interfaces()
    return [name for name, js in JS_NAMES.items() if js == "wasm" or js in apis]


def get_device() -> str:
    """Give `GPU` where the browser has WebGPU, else `CPU`."""
    return "GPU" if "WebGpuExecutionProvider" in get_available_providers() else "CPU"


def chosen(
    providers: Sequence[str | tuple[str, dict[Any, Any]]] | None,
    provider_options: Sequence[dict[Any, Any]] | None,
    available: Sequence[str],
) -> Chosen:
    """Give the options of each provider that is wanted and there, in order.

    Raises
    ------
    ValueError
        If the arguments are not what onnxruntime takes.
    """
    if providers is None:
        return {}
    if not isinstance(providers, Sequence) or isinstance(providers, str):
        raise ValueError("'providers' should be a sequence.")
    pairs: list[tuple[str, Mapping[Any, Any]]] = []
    if provider_options is not None:
        if not isinstance(provider_options, Sequence):
            raise ValueError("'provider_options' should be a sequence.")
        if len(providers) != len(provider_options):
            raise ValueError(
                "'providers' and 'provider_options' should be the same length if both are given."
            )
        for name, options in zip(providers, provider_options, strict=True):
            if not isinstance(name, str):
                raise ValueError(
                    "Only string values for 'providers' are supported if 'provider_options' is given."
                )
            if not isinstance(options, dict):
                raise ValueError("'provider_options' values must be dicts.")
            pairs.append((name, options))
    else:
        for provider in providers:
            match provider:
                case str():
                    pairs.append((provider, {}))
                case (str() as name, dict() as given):
                    pairs.append((name, given))
                case _:
                    raise ValueError("'providers' values must be either strings or (string, dict) tuples.")
    wanted: Chosen = {}
    for name, more in pairs:
        if name not in available:
            warnings.warn(
                f"Specified provider '{name}' is not in available provider names. "
                f"Available providers: '{', '.join(available)}'",
                stacklevel=4,
            )
        elif name in wanted:
            warnings.warn(f"Duplicate provider '{name}' encountered, ignoring.", stacklevel=4)
        else:
            wanted[name] = {str(key): value for key, value in more.items()}
    return wanted


def running(js: str) -> list[str]:
    """Give the names of what runs a model that is open on onnxruntime-web's provider."""
    return [NAMES[js], CPU] if js in _SHARED else [NAMES[js]]
