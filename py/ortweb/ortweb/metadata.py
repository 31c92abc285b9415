"""What a model says of itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .dtypes import onnx_type
from .enums import OrtAllocatorType, OrtDeviceMemoryType, OrtMemType

_NO_VERSION = 2**63 - 1


@dataclass(frozen=True)
class NodeArg:
    """An input or output of a model.

    Attributes
    ----------
    name : str
    type : str
        Such as `tensor(uint8)` or `seq(tensor(float))`; empty where the webgl provider does not know it.
    shape : list
        Sizes; a name where the size may vary, None where it has no name either.
    """

    name: str
    type: str
    shape: list[int | str | None]


@dataclass(frozen=True)
class ModelMetadata:
    """What the one who made a model wrote into it; empty where nothing is known."""

    producer_name: str = ""
    graph_name: str = ""
    domain: str = ""
    description: str = ""
    graph_description: str = ""
    version: int = _NO_VERSION
    custom_metadata_map: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class OrtMemoryInfo:
    """Where a value lies."""

    name: str = "Cpu"
    allocator_type: OrtAllocatorType = OrtAllocatorType.ORT_ARENA_ALLOCATOR
    device_id: int = 0
    mem_type: OrtMemType = OrtMemType.DEFAULT
    device_mem_type: OrtDeviceMemoryType = OrtDeviceMemoryType.DEFAULT
    device_vendor_id: int = 0


def node_args(specs: list[dict[str, Any]]) -> list[NodeArg]:
    """Give the inputs or outputs from what JavaScript tells of them."""
    return [
        NodeArg(
            spec["name"],
            onnx_type(spec["dtype"]) if "dtype" in spec else spec.get("type", ""),
            list(spec.get("shape") or ()),
        )
        for spec in specs
    ]


def model_metadata(about: dict[str, Any]) -> ModelMetadata:
    """Give the metadata from what JavaScript read in the file."""
    if "graph" not in about:
        return ModelMetadata()
    return ModelMetadata(
        producer_name=about["producer"],
        graph_name=about["graph"],
        domain=about["domain"],
        description=about["description"],
        graph_description=about["graphDescription"],
        version=int(about["version"]),
        custom_metadata_map=about["custom"],
    )
