"""Where values lie."""

from __future__ import annotations

from .enums import OrtDeviceVendorId

# onnxruntime's words and numbers. A page has two of them: cpu, and webgpu or gpu.
_TYPES = {"cpu": 0, "cuda": 1, "dml": 1, "webgpu": 1, "gpu": 1, "cann": 3, "npu": 3}
_VENDORS = {
    "cuda": OrtDeviceVendorId.NVIDIA,
    "dml": OrtDeviceVendorId.MICROSOFT,
    "cann": OrtDeviceVendorId.HUAWEI,
}


class OrtDevice:
    """A device; made by `make`."""

    def __init__(self, device_type: int, device_id: int, vendor_id: int) -> None:
        self._device_type, self._device_id, self._vendor_id = device_type, device_id, vendor_id

    @staticmethod
    def make(ort_device_name: str, device_id: int, vendor_id: int | OrtDeviceVendorId = -1) -> OrtDevice:
        """Give a device by onnxruntime's word; `Exception`, as onnxruntime's, where there is no such word."""
        if ort_device_name not in _TYPES:
            raise Exception(f"Unsupported device type: {ort_device_name}")
        vendor = _VENDORS.get(ort_device_name, OrtDeviceVendorId.NONE) if vendor_id < 0 else vendor_id
        return OrtDevice(_TYPES[ort_device_name], device_id, int(vendor))

    def device_id(self) -> int:
        """Give its number among those of its type."""
        return self._device_id

    def device_type(self) -> int:
        """Give 0 for a CPU, 1 for a GPU, 3 for an NPU."""
        return self._device_type

    def device_vendor_id(self) -> int:
        """Give the vendor's PCI number; 0 where there is none."""
        return self._vendor_id

    def device_mem_type(self) -> int:
        """Give 0, a device's own memory."""
        return 0


def is_gpu(device_type: str, device_id: int = 0) -> bool:
    """Whether the device is the page's GPU.

    Raises
    ------
    RuntimeError
        Where a page has no such device.
    """
    word = device_type.lower()
    OrtDevice.make(word, device_id)
    if word not in ("cpu", "webgpu", "gpu") or device_id != 0:
        raise RuntimeError(f"A page has no memory on {device_type}:{device_id}; it has cpu:0 and webgpu:0.")
    return word != "cpu"
