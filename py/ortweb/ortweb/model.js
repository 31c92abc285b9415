/**
 * What an ONNX file says of itself: onnxruntime-web tells names, and dtypes of tensors, and nothing else.
 * Weights are skipped, not read. https://github.com/onnx/onnx/blob/main/onnx/onnx.proto has the field numbers.
 */

import { field, fields, message, NOTHING, string } from "./protobuf.js";

/**
 * @typedef {object} Value
 * @property {string} name
 * @property {string} type as onnxruntime's NodeArg.type has it: tensor(float), seq(tensor(int64)), ...
 * @property {(number | string | null)[]} shape null where the size is not known
 */

/**
 * @typedef {object} Model
 * @property {string} producer
 * @property {string} domain
 * @property {string} description
 * @property {string} version decimal: it may be larger than a double holds
 * @property {string} graph
 * @property {string} graphDescription
 * @property {Record<string, string>} custom
 * @property {Value[]} inputs those that must be fed
 * @property {Value[]} initializers those that may be fed: inputs with a value of their own
 * @property {Value[]} outputs
 * @property {string[]} files with weights, beside the model
 */

const ELEMENTS = [
  ...[
    "undefined",
    "float",
    "uint8",
    "int8",
    "uint16",
    "int16",
    "int32",
    "int64",
    "string",
    "bool",
    "float16",
  ],
  ...["double", "uint32", "uint64", "complex64", "complex128", "bfloat16", "float8e4m3fn", "float8e4m3fnuz"],
  ...["float8e5m2", "float8e5m2fnuz", "uint4", "int4", "float4e2m1"],
];
// onnxruntime's number for a model that has no version.
const NO_VERSION = "9223372036854775807";
const EXTERNAL = 1n;
// Types and branches nest; protobuf's own readers stop here too.
const DEEPEST = 100;
const text = new TextDecoder();

/** @param {bigint | undefined} element */
const elementOf = (element = 0n) => ELEMENTS[Number(element)] ?? `type ${element}`;

/**
 * @param {Uint8Array} type a TypeProto
 * @param {number} [depth]
 * @returns {{type: string, shape: (number | string | null)[]}}
 */
function typeOf(type, depth = 0) {
  limit(depth);
  let found = { type: "", shape: /** @type {(number | string | null)[]} */ ([]) };
  for (const { number, bytes } of fields(type)) {
    if (number === 1 || number === 8) {
      const word = number === 1 ? "tensor" : "sparse_tensor";
      found = { type: `${word}(${elementOf(field(bytes, 1)?.value)})`, shape: shapeOf(message(bytes, 2)) };
    } else if (number === 4) {
      found = { type: `seq(${typeOf(message(bytes, 1), depth + 1).type})`, shape: [] };
    } else if (number === 5) {
      const key = elementOf(field(bytes, 1)?.value);
      found = { type: `map(${key},${typeOf(message(bytes, 2), depth + 1).type})`, shape: [] };
    } else if (number === 9) {
      const inner = typeOf(message(bytes, 1), depth + 1);
      found = { type: `optional(${inner.type})`, shape: inner.shape };
    }
  }
  return found;
}

/** @param {number} depth */
function limit(depth) {
  if (depth > DEEPEST) {
    throw new RangeError("the model nests too deep");
  }
}

/** @param {Uint8Array} shape a TensorShapeProto */
function shapeOf(shape) {
  const sizes = [];
  for (const { number, bytes } of fields(shape)) {
    if (number === 1) {
      let size = null;
      for (const one of fields(bytes)) {
        if (one.number === 1) {
          size = Number(one.value);
        } else if (one.number === 2) {
          size = text.decode(one.bytes) || null;
        }
      }
      sizes.push(typeof size === "number" && size < 0 ? null : size);
    }
  }
  return sizes;
}

/** @param {Uint8Array} value a ValueInfoProto */
const described = (value) => ({ name: string(value, 1), ...typeOf(message(value, 2)) });

/**
 * Read the name of a tensor, and the file it lies in if that is another one.
 *
 * @param {Uint8Array} tensor a TensorProto
 * @param {Set<string>} files to add to
 */
function tensorName(tensor, files) {
  let name = "";
  let location = "";
  let isExternal = false;
  for (const { number, value, bytes } of fields(tensor)) {
    if (number === 8) {
      name = text.decode(bytes);
    } else if (number === 13 && string(bytes, 1) === "location") {
      location = string(bytes, 2);
    } else if (number === 14) {
      isExternal = value === EXTERNAL;
    }
  }
  if (isExternal && location) {
    files.add(location);
  }
  return name;
}

/**
 * Find the files that the constants and the branches of a node need.
 *
 * @param {Uint8Array} node a NodeProto
 * @param {Set<string>} files to add to
 * @param {number} [depth]
 */
function visit(node, files, depth = 0) {
  limit(depth);
  for (const attribute of fields(node)) {
    if (attribute.number !== 5) {
      continue;
    }
    for (const { number, bytes } of fields(attribute.bytes)) {
      if (number === 5 || number === 10) {
        tensorName(bytes, files);
      } else if (number === 6 || number === 11) {
        for (const one of fields(bytes)) {
          if (one.number === 1) {
            visit(one.bytes, files, depth + 1);
          } else if (one.number === 5) {
            tensorName(one.bytes, files);
          }
        }
      }
    }
  }
}

/**
 * @param {Uint8Array} bytes of an ONNX file
 * @returns {Model | null} null where they are none; the runtime says what is wrong with it
 */
export function readModel(bytes) {
  try {
    return read(bytes);
  } catch (error) {
    if (error instanceof RangeError) {
      return null;
    }
    throw error;
  }
}

/**
 * @param {Uint8Array} bytes
 * @returns {Model}
 */
function read(bytes) {
  const strings = new Map([2, 4, 6].map((number) => [number, ""]));
  /** @type {Record<string, string>} */
  const custom = {};
  let version = NO_VERSION;
  /** @type {Uint8Array} */
  let graph = NOTHING;
  for (const one of fields(bytes)) {
    if (strings.has(one.number)) {
      strings.set(one.number, text.decode(one.bytes));
    } else if (one.number === 5) {
      version = String(one.value);
    } else if (one.number === 7) {
      graph = one.bytes;
    } else if (one.number === 14) {
      custom[string(one.bytes, 1)] = string(one.bytes, 2);
    }
  }
  const files = /** @type {Set<string>} */ (new Set());
  const initialized = new Set();
  const inputs = [];
  const outputs = [];
  let name = "";
  let description = "";
  for (const one of fields(graph)) {
    if (one.number === 1) {
      visit(one.bytes, files);
    } else if (one.number === 2) {
      name = text.decode(one.bytes);
    } else if (one.number === 5) {
      initialized.add(tensorName(one.bytes, files));
    } else if (one.number === 10) {
      description = text.decode(one.bytes);
    } else if (one.number === 11) {
      inputs.push(described(one.bytes));
    } else if (one.number === 12) {
      outputs.push(described(one.bytes));
    }
  }
  return {
    producer: /** @type {string} */ (strings.get(2)),
    domain: /** @type {string} */ (strings.get(4)),
    description: /** @type {string} */ (strings.get(6)),
    version,
    graph: name,
    graphDescription: description,
    custom,
    inputs: inputs.filter((value) => !initialized.has(value.name)),
    initializers: inputs.filter((value) => initialized.has(value.name)),
    outputs,
    files: [...files],
  };
}
