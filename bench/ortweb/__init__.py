"""The bridge beside onnxruntime-web called from JavaScript: the same answers, and what Python costs."""
