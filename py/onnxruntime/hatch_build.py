"""Tags the wheel for Pyodide: elsewhere pip would put it in the place of the real onnxruntime."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TAG = "py3-none-pyemscripten_2026_0_wasm32"


class Tag(BuildHookInterface):
    """Sets the tag of the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Set the tag before the wheel is built."""
        build_data["pure_python"] = False
        build_data["tag"] = TAG
