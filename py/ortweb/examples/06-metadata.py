"""Ask a model what it is"""

import onnxruntime as ort

session = ort.InferenceSession("described.onnx")
about = session.get_modelmeta()
for name in ("producer_name", "graph_name", "domain", "description", "version", "custom_metadata_map"):
    print(name, "=", getattr(about, name))

for side in ("inputs", "outputs", "overridable_initializers"):
    for arg in getattr(session, f"get_{side}")():
        print(side, arg.name, arg.type, arg.shape)
