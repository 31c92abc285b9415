"""What `model.js` reads in an ONNX file, beside what onnx and onnxruntime read in it. It runs in Node."""

import base64
import json
import subprocess
from pathlib import Path

import onnxruntime
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper, parser

from tests.node import node

SOURCE = Path(__file__).parents[3] / "py" / "ortweb" / "ortweb" / "model.js"
LOOP = f"""
import {{ createInterface }} from "node:readline";
import {{ readModel }} from "{SOURCE.as_uri()}";
for await (const line of createInterface({{ input: process.stdin }})) {{
  console.log(JSON.stringify(readModel(Uint8Array.from(Buffer.from(line, "base64")))));
}}
"""
DIMENSIONS = st.none() | st.integers(1, 9) | st.sampled_from(["N", "rows"])
TENSORS = st.builds(
    helper.make_tensor_type_proto,
    st.sampled_from([TensorProto.FLOAT, TensorProto.INT64, TensorProto.STRING, TensorProto.BOOL]),
    st.lists(DIMENSIONS, max_size=4),
)
TYPES = st.recursive(
    TENSORS,
    lambda inner: (
        inner.map(helper.make_sequence_type_proto)
        | inner.map(helper.make_optional_type_proto)
        | inner.map(lambda value: helper.make_map_type_proto(TensorProto.INT64, value))
    ),
    max_leaves=3,
)


@pytest.fixture(scope="module")
def read():
    """Give the function that reads the bytes of a file in Node."""
    command = [node(), "--input-type=module", "--no-warnings", "-e", LOOP]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(content):
        process.stdin.write(base64.b64encode(content).decode() + "\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    yield ask
    process.stdin.close()
    process.wait(10)
    process.stdout.close()


MODEL = parser.parse_model("""
<ir_version: 8, opset_import: ["" : 18], producer_name: "me", domain: "org.me", model_version: 7,
 doc_string: "what it is", metadata_props: ["author": "one", "licence": "none"]>
g (float[?,N] x, float[1] w) => (float[M,2] y) <float[1] w = {2}, float[1] hidden = {3}> {
  z = Mul (x, w)
  y = Mul (z, hidden)
}""")


def test_it_says_what_onnxruntime_says(read):
    content = MODEL.SerializeToString()
    ours, theirs = read(content), onnxruntime.InferenceSession(content)
    meta = theirs.get_modelmeta()
    assert [ours["producer"], ours["domain"], ours["description"], int(ours["version"]), ours["graph"]] == [
        meta.producer_name,
        meta.domain,
        meta.description,
        meta.version,
        meta.graph_name,
    ]
    assert ours["custom"] == meta.custom_metadata_map
    for key, args in (
        ("inputs", theirs.get_inputs()),
        ("outputs", theirs.get_outputs()),
        ("initializers", theirs.get_overridable_initializers()),
    ):
        assert ours[key] == [{"name": arg.name, "type": arg.type, "shape": arg.shape} for arg in args]
    assert ours["files"] == []


def test_without_a_version_it_has_the_number_of_onnxruntime(read):
    content = parser.parse_model(
        '<ir_version: 8, opset_import: ["" : 18]> g (float x) => (float y) { y = Abs (x) }'
    ).SerializeToString()
    assert int(read(content)["version"]) == onnxruntime.InferenceSession(content).get_modelmeta().version


def external(name, location):
    tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=[1])
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value=location)
    return tensor


def test_files_with_weights_are_found_also_in_branches(read):
    branch = helper.make_graph([], "b", [], [], [external("v", "branch.bin")])
    node = helper.make_node("If", ["x"], ["y"], then_branch=branch, else_branch=branch)
    constant = helper.make_node("Constant", [], ["c"], value=external("c", "constant.bin"))
    graph = helper.make_graph(
        [node, constant], "g", [], [], [external("w", "weights.bin"), external("u", "weights.bin")]
    )
    assert set(read(helper.make_model(graph).SerializeToString())["files"]) == {
        "branch.bin",
        "constant.bin",
        "weights.bin",
    }


@given(st.lists(TYPES, min_size=1, max_size=3))
def test_any_type_is_written_as_onnxruntime_writes_it(read, types):
    values = [helper.make_value_info(f"v{i}", one) for i, one in enumerate(types)]
    got = read(helper.make_model(helper.make_graph([], "g", values, [])).SerializeToString())["inputs"]
    assert [one["type"] for one in got] == [written(one) for one in types]


def written(one):
    kind = one.WhichOneof("value")
    if kind == "tensor_type":
        words = {1: "float", 7: "int64", 8: "string", 9: "bool"}
        return f"tensor({words[one.tensor_type.elem_type]})"
    if kind == "map_type":
        return f"map(int64,{written(one.map_type.value_type)})"
    word = {"sequence_type": "seq", "optional_type": "optional"}[kind]
    return f"{word}({written(getattr(one, kind).elem_type)})"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_are_none(read, content):
    got = read(content)
    assert got is None or set(got) >= {"inputs", "outputs", "files"}


@given(st.data())
def test_a_damaged_model_is_read_or_is_none(read, data):
    content = bytearray(MODEL.SerializeToString())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    got = read(bytes(content[: data.draw(st.integers(0, len(content)))]))
    assert got is None or isinstance(got["inputs"], list)


def test_a_type_nested_without_end_is_none(read):
    one = b""
    for _ in range(120):
        inner = b"\x0a" + _varint(len(one)) + one
        one = b"\x22" + _varint(len(inner)) + inner
    value = b"\x12" + _varint(len(one)) + one
    graph = b"\x5a" + _varint(len(value)) + value
    assert read(b"\x3a" + _varint(len(graph)) + graph) is None


def _varint(number):
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])
