/** Messages of protobuf, field by field; what is not asked for is skipped. https://protobuf.dev/programming-guides/encoding/ */

const text = new TextDecoder();

/** One field of a message: its number, and a varint or bytes. Fixed-width fields are skipped. */
/** @typedef {{number: number, value: bigint, bytes: Uint8Array}} Field */

export const NOTHING = new Uint8Array(0);

/**
 * @param {Uint8Array} bytes of a message
 * @returns {Generator<Field>}
 * @throws {RangeError} where the bytes are no protobuf
 */
export function* fields(bytes) {
  let at = 0;
  const varint = () => {
    // Nearly all are one byte long.
    if (at < bytes.length && bytes[at] < 128) {
      return BigInt(bytes[at++]);
    }
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      if (at >= bytes.length) {
        break;
      }
      const byte = bytes[at++];
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) {
        return BigInt.asIntN(64, value);
      }
    }
    throw new RangeError("a number does not end");
  };
  while (at < bytes.length) {
    const key = Number(varint());
    const number = Math.floor(key / 8);
    const wire = key % 8;
    if (wire === 0) {
      yield { number, value: varint(), bytes: NOTHING };
      continue;
    }
    const length = wire === 2 ? Number(varint()) : wire === 1 ? 8 : wire === 5 ? 4 : -1;
    if (length < 0 || at + length > bytes.length) {
      throw new RangeError("a field does not end");
    }
    at += length;
    if (wire === 2) {
      yield { number, value: 0n, bytes: bytes.subarray(at - length, at) };
    }
  }
}

/**
 * @param {Uint8Array} bytes of a message
 * @param {number} wanted
 * @returns {Field | undefined} the last one, as protobuf has it
 */
export function field(bytes, wanted) {
  let found;
  for (const one of fields(bytes)) {
    found = one.number === wanted ? one : found;
  }
  return found;
}

/**
 * @param {Uint8Array} bytes
 * @param {number} wanted
 */
export const string = (bytes, wanted) => text.decode(field(bytes, wanted)?.bytes);

/**
 * @param {Uint8Array} bytes
 * @param {number} wanted
 */
export const message = (bytes, wanted) => field(bytes, wanted)?.bytes ?? NOTHING;
