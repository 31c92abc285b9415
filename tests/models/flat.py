"""Tiny .tflite files, one operator each."""

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema


def file(kind, inputs, output, options=None, constants=()):
    """A .tflite file: one operator on float inputs of these shapes and on these constants.

    Parameters
    ----------
    kind : str
        Name of the built-in operator, or of a custom one.
    inputs : list of tuple
        Shapes of the computed inputs; the file has one input, which feeds all of them.
    output : tuple
        Shape of what it makes.
    options : object, optional
        Built-in options, or the bytes of a custom operator's.
    constants : sequence of ndarray
        Follow the inputs.
    """
    model, graph = schema.ModelT(), schema.SubGraphT()
    model.version = 3
    model.buffers = [schema.BufferT()]
    graph.tensors = [_tensor(b"input", inputs[0], schema.TensorType.FLOAT32, 0)]
    for number, array in enumerate(constants):
        buffer = schema.BufferT()
        buffer.data = np.frombuffer(array.tobytes(), np.uint8)
        model.buffers.append(buffer)
        kinds = {"float32": schema.TensorType.FLOAT32, "int32": schema.TensorType.INT32}
        graph.tensors.append(_tensor(b"constant", array.shape, kinds[array.dtype.name], number + 1))
    graph.tensors.append(_tensor(b"output", output, schema.TensorType.FLOAT32, 0))
    operator, code = schema.OperatorT(), schema.OperatorCodeT()
    builtin = getattr(schema.BuiltinOperator, kind, None)
    code.builtinCode = schema.BuiltinOperator.CUSTOM if builtin is None else builtin
    code.deprecatedBuiltinCode = min(code.builtinCode, 127)
    if builtin is None:
        code.customCode = kind
        operator.customOptions = list(options)
    elif options is not None:
        operator.builtinOptions = options
        operator.builtinOptionsType = getattr(schema.BuiltinOptions, type(options).__name__[:-1])
    operator.inputs = [0] * len(inputs) + list(range(1, len(constants) + 1))
    operator.outputs = [len(constants) + 1]
    graph.operators, graph.inputs, graph.outputs = [operator], [0], operator.outputs
    model.operatorCodes, model.subgraphs = [code], [graph]
    builder = flatbuffers.Builder()
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def options(name, **values):
    """Built-in options of this name, such as `Conv2D`."""
    made = getattr(schema, f"{name}OptionsT")()
    for key, value in values.items():
        assert hasattr(made, key), f"{name} has no option {key}"
        setattr(made, key, value)
    return made


def _tensor(name, shape, kind, buffer):
    tensor = schema.TensorT()
    tensor.name, tensor.shape, tensor.type, tensor.buffer = name, list(shape), kind, buffer
    return tensor
