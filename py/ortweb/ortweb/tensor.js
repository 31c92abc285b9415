import { BridgeError } from "./error.js";

/** @typedef {import("onnxruntime-web").Tensor} Tensor */
/** @typedef {typeof import("onnxruntime-web")} Ort */

/**
 * The array that holds a dtype's values.
 *
 * @type {Record<string, {new (buffer: ArrayBufferLike, offset: number, length: number): ArrayBufferView, BYTES_PER_ELEMENT: number}>}
 */
export const ARRAYS = {
  bool: Uint8Array,
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  float16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  float32: Float32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  float64: Float64Array,
  // Two values in a byte.
  uint4: Uint8Array,
  int4: Uint8Array,
};

/** What a tensor on a GPU may hold. */
export const GPU_DTYPES = ["float32", "float16", "int32", "int64", "uint32", "uint8", "bool"];

/**
 * @param {Ort} ort
 * @param {string} dtype one of onnxruntime-web's: float32, uint8, string, ...
 * @param {ArrayBufferView | number[] | string[]} data kept, not copied. The dtype's own array, or a Uint8Array with its
 *   bytes; strings for `string`
 * @param {readonly number[]} dims
 * @returns {Tensor}
 * @throws {BridgeError} `feed-invalid` where there is no such dtype
 */
export function tensorOf(ort, dtype, data, dims) {
  if (dtype === "string") {
    return new ort.Tensor("string", /** @type {string[]} */ (data), dims);
  }
  const Type = ARRAYS[dtype];
  if (!Type) {
    throw new BridgeError(
      "feed-invalid",
      `There is no dtype ${dtype}; there are ${Object.keys(ARRAYS).join(", ")}, string.`,
    );
  }
  const { buffer, byteOffset, byteLength } = /** @type {Uint8Array} */ (data);
  const values =
    data instanceof Uint8Array && Type !== Uint8Array
      ? new Type(buffer, byteOffset, byteLength / Type.BYTES_PER_ELEMENT)
      : data;
  return new ort.Tensor(/** @type {"float32"} */ (dtype), /** @type {Float32Array} */ (values), dims);
}

/**
 * @param {string} dtype of numbers, at least a byte each
 * @param {readonly number[]} dims
 */
export const byteLength = (dtype, dims) =>
  dims.reduce((count, size) => count * size, 1) * ARRAYS[dtype].BYTES_PER_ELEMENT;

/**
 * Give tensors as Python takes them in: all in one list, as each step over the border takes longer than to copy a few
 * values. No value is copied here.
 *
 * @param {readonly Tensor[]} tensors not on a GPU
 * @returns {(string | Uint8Array | readonly string[])[]} dtype and dims of each, as JSON; then the bytes of each, or its strings
 */
export function valuesOf(tensors) {
  return [kindsOf(tensors), ...tensors.map(({ data }) => (Array.isArray(data) ? data : bytesOf(data)))];
}

/** @param {readonly {type: string, dims: readonly number[]}[]} tensors */
export const kindsOf = (tensors) => JSON.stringify(tensors.map(({ type, dims }) => [type, dims]));

/** @param {unknown} data of numbers; Pyodide knows no Float16Array */
function bytesOf(data) {
  const { buffer, byteOffset, byteLength } = /** @type {Uint8Array} */ (data);
  return new Uint8Array(buffer, byteOffset, byteLength);
}
