// The form of WebM's files: elements, each a number, its length, and what is in it (EBML, RFC 8794).

/**
 * Bytes of a number of variable length, by its first.
 * @param {number} first
 */
export function wide(first) {
  return Math.clz32(first) - 23;
}

/**
 * A whole number, its largest byte first.
 * @param {Uint8Array} bytes
 * @param {number} at
 * @param {number} count
 */
export function read(bytes, at, count) {
  let value = 0;
  for (let each = at; each < at + count; each++) value = value * 256 + bytes[each];
  return value;
}

/**
 * The number of variable length there, which begins with a bit for each of its bytes.
 * @param {Uint8Array} bytes
 * @param {number} at
 * @param {number} count
 */
export function size(bytes, at, count) {
  // Not after the sum: eight bytes are more than a float holds.
  return (bytes[at] & (0xff >> count)) * 256 ** (count - 1) + read(bytes, at + 1, count - 1);
}

/**
 * What is in an element less one of its parts.
 * @param {Uint8Array<ArrayBuffer>} body of an element
 * @param {number} unwanted
 */
export function without(body, unwanted) {
  for (let at = 0; at < body.length; ) {
    const name = wide(body[at]);
    const more = wide(body[at + name]);
    const end = at + name + more + size(body, at + name, more);
    if (read(body, at, name) === unwanted) return join(body.subarray(0, at), body.subarray(end));
    at = end;
  }
  return body.slice();
}

/**
 * @param {number} name
 * @param {Uint8Array<ArrayBuffer>[]} bodies
 */
export function element(name, ...bodies) {
  const body = join(...bodies);
  return join(number(name), length(body.length), body);
}

/** An element's number, which says its length itself.
 * @param {number} name
 */
export function number(name) {
  return whole(name).slice(Math.clz32(name) / 8 + 4);
}

/** Eight bytes that say how long an element is.
 * @param {number} size
 */
export function length(size) {
  const bytes = whole(size);
  bytes[0] = 1;
  return bytes;
}

/** @param {number} value */
export function whole(value) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

/** @param {number} value */
export function float(value) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return bytes;
}

/** @param {Uint8Array<ArrayBuffer>[]} parts */
export function join(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
