"""An ONNX graph that can be built up and edited: names to constants, and nodes in any order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

OPSET = 17
IR_VERSION = 8
PRODUCER = "oivis"


class Graph:
    """Nodes, constants, inputs and outputs of one network.

    Nodes may be appended in any order and left unused: `model` sorts them and drops what no output needs.

    Attributes
    ----------
    name : str
    nodes : list of onnx.NodeProto
    constants : dict of str to ndarray
        Each is C-contiguous. Do not change one in place: nodes share them.
    inputs, outputs : list of onnx.ValueInfoProto
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, np.ndarray] = {}
        self.inputs: list[onnx.ValueInfoProto] = []
        self.outputs: list[onnx.ValueInfoProto] = []
        self._known: dict[tuple[str, tuple[int, ...], bytes], str] = {}
        self._count = 0

    def constant(self, value: Any, dtype: Any = None, label: str = "constant") -> str:
        """Name of a constant with this value; equal ones share a name."""
        array = np.array(value, dtype, order="C")
        key = (array.dtype.str, array.shape, array.tobytes())
        if key not in self._known:
            self._known[key] = self.fresh(label)
            self.constants[self._known[key]] = array
        return self._known[key]

    def node(self, op: str, inputs: Iterable[str], **attributes: Any) -> str:
        """Append a node with one output; returns the output's name, which is the node's too."""
        name = self.fresh(op.lower())
        self.nodes.append(helper.make_node(op, list(inputs), [name], name=name, **attributes))
        return name

    def fresh(self, label: str) -> str:
        """A name that is not yet taken."""
        self._count += 1
        return f"{label}_{self._count}"

    def input(self, name: str, dtype: Any, shape: Iterable[int]) -> str:
        """Declare an input; returns its name."""
        self.inputs.append(_value(name, dtype, shape))
        return name

    def output(self, name: str, value: str, dtype: Any, shape: Iterable[int]) -> None:
        """Declare the output `name`, which is `value`."""
        self.nodes.append(helper.make_node("Identity", [value], [name], name=name))
        self.outputs.append(_value(name, dtype, shape))

    def withdraw(self, name: str) -> str:
        """Undo `output`: the value that was given out is free to be changed and given out again."""
        copy = self.producer(name)
        if copy is None or name not in [value.name for value in self.outputs]:
            raise ValueError(f"{self.name} has no output {name}")
        self.nodes.remove(copy)
        self.outputs = [value for value in self.outputs if value.name != name]
        return copy.input[0]

    def producer(self, value: str) -> onnx.NodeProto | None:
        """The node that makes `value`; none for inputs and constants."""
        return next((node for node in self.nodes if value in node.output), None)

    def consumers(self, value: str) -> list[onnx.NodeProto]:
        """The nodes that read `value`."""
        return [node for node in self.nodes if value in node.input]

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Shape of every value."""
        graph = onnx.shape_inference.infer_shapes(self.model(), strict_mode=True).graph
        values = [*graph.value_info, *graph.input, *graph.output]
        return {v.name: tuple(d.dim_value for d in v.type.tensor_type.shape.dim) for v in values}

    def copy(self) -> Graph:
        """A graph that can be edited without changing this one."""
        twin = Graph(self.name)
        twin.constants = dict(self.constants)
        twin._known = dict(self._known)
        twin._count = self._count
        for mine, its in (
            (self.nodes, twin.nodes),
            (self.inputs, twin.inputs),
            (self.outputs, twin.outputs),
        ):
            for proto in mine:
                its.append(type(proto).FromString(proto.SerializeToString()))
        return twin

    def prune(self) -> None:
        """Let go of the nodes that no output needs."""
        self.nodes = self._needed(self._sorted(self.nodes))

    def model(self) -> onnx.ModelProto:
        """The checked model: nodes in order, nothing unused, no copies at the outputs.

        Raises
        ------
        ValueError
            If a node reads a value that nothing makes, or nodes wait for each other.
        onnx.checker.ValidationError
            If the result is not valid ONNX.
        """
        nodes = self._needed(self._sorted(_without_copies(self.nodes, {o.name for o in self.outputs})))
        used = {name for node in nodes for name in node.input}
        constants = [
            numpy_helper.from_array(self.constants[name], name) for name in self.constants if name in used
        ]
        graph = helper.make_graph(nodes, self.name, self.inputs, self.outputs, constants)
        model = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", OPSET)],
            producer_name=PRODUCER,
            ir_version=IR_VERSION,
        )
        onnx.checker.check_model(model, full_check=True)
        return model

    def bytes(self) -> bytes:
        """The model as the bytes of an .onnx file; equal graphs give equal bytes on every machine."""
        return self.model().SerializeToString(deterministic=True)

    def _sorted(self, nodes: list[onnx.NodeProto]) -> list[onnx.NodeProto]:
        ready = set(self.constants) | {value.name for value in self.inputs} | {""}
        done: list[onnx.NodeProto] = []
        waiting = nodes
        while waiting:
            still = []
            for node in waiting:
                if ready.issuperset(node.input):
                    done.append(node)
                    ready.update(node.output)
                else:
                    still.append(node)
            if len(still) == len(waiting):
                missing = sorted(set(still[0].input) - ready)
                raise ValueError(
                    f"{self.name}: {still[0].name} reads {', '.join(missing)}, which nothing makes"
                )
            waiting = still
        return done

    def _needed(self, nodes: list[onnx.NodeProto]) -> list[onnx.NodeProto]:
        live = {value.name for value in self.outputs}
        kept = []
        for node in reversed(nodes):
            if live.intersection(node.output):
                live.update(node.input)
                kept.append(node)
        return kept[::-1]


def attribute(node: onnx.NodeProto, name: str, default: Any = None) -> Any:
    """Value of a node's attribute."""
    found = next((a for a in node.attribute if a.name == name), None)
    return default if found is None else helper.get_attribute_value(found)


def _value(name: str, dtype: Any, shape: Iterable[int]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(np.dtype(dtype)), list(shape))


def _without_copies(nodes: list[onnx.NodeProto], outputs: set[str]) -> list[onnx.NodeProto]:
    """Let the node before an output's Identity carry the output's name itself, where that name is free."""
    names: dict[str, str] = {}
    made = {name for node in nodes if node.op_type != "Identity" for name in node.output}
    for node in nodes:
        source, target = node.input[0] if node.input else "", node.output[0]
        if node.op_type == "Identity" and target in outputs and source in made and source not in names:
            names[source] = target
    kept = []
    for node in nodes:
        if node.op_type == "Identity" and names.get(node.input[0]) == node.output[0]:
            continue
        twin = onnx.NodeProto.FromString(node.SerializeToString())
        for field in (twin.input, twin.output):
            for index, name in enumerate(field):
                field[index] = names.get(name, name)
        kept.append(twin)
    return kept
