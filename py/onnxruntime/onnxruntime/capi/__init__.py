"""Where code looks for onnxruntime's exceptions and classes by their full names."""
