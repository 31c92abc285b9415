/**
 * NumPy's file format, for pictures: version 1.0 with bytes in C order.
 *
 * @typedef {{width: number, height: number, data: Uint8ClampedArray<ArrayBuffer>}} Picture RGBA, row 0 at the top
 */

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const LONGEST = 4096;

/**
 * Write a picture's colours.
 *
 * @param {Picture} picture
 * @returns {Uint8Array} a file with uint8 [height, width, 3]
 */
export function writeNpy({ width, height, data }) {
  const about = `{'descr': '|u1', 'fortran_order': False, 'shape': (${height}, ${width}, 3), }`;
  // The values begin at a multiple of 64, as NumPy has it.
  const start = Math.ceil((about.length + 11) / 64) * 64;
  const file = new Uint8Array(start + width * height * 3);
  file.set([...MAGIC, 1, 0, (start - 10) & 255, (start - 10) >> 8]);
  file.set(new TextEncoder().encode(`${about.padEnd(start - 11)}\n`), 10);
  for (let from = 0, to = start; to < file.length; from += 4, to += 3) {
    file[to] = data[from];
    file[to + 1] = data[from + 1];
    file[to + 2] = data[from + 2];
  }
  return file;
}

/**
 * Read a picture that a program has left.
 *
 * @param {Uint8Array} file
 * @returns {Picture}
 * @throws {TypeError} where it is none; with what it is
 */
export function readNpy(file) {
  const isNpy = MAGIC.every((byte, at) => file[at] === byte);
  const start = isNpy && file[6] === 1 ? 10 + file[8] + 256 * file[9] : 0;
  const about = new TextDecoder().decode(file.subarray(10, start));
  const dtype = /'descr': '([^']*)'/.exec(about)?.[1];
  const sizes = /'shape': \(([\d, ]*)\)/.exec(about)?.[1].match(/\d+/g)?.map(Number) ?? [];
  const [height, width, channels = 1] = sizes;
  const fits = [width, height].every((size) => size >= 1 && size <= LONGEST);
  const isPicture = dtype === "|u1" && about.includes("'fortran_order': False");
  const values = file.subarray(start);
  const hasShape = [2, 3].includes(sizes.length) && [1, 3, 4].includes(channels) && fits;
  if (!isPicture || !hasShape || values.length !== width * height * channels) {
    throw new TypeError(`${dtype ?? "?"} [${sizes.join(", ")}]`);
  }
  return { width, height, data: widened(values, width * height, channels) };
}

/**
 * @param {Uint8Array} values
 * @param {number} count
 * @param {number} channels 1: grey, 3: RGB, 4: RGBA
 */
function widened(values, count, channels) {
  const data = new Uint8ClampedArray(count * 4);
  for (let at = 0; at < count; at++) {
    for (let channel = 0; channel < 3; channel++) {
      data[at * 4 + channel] = values[at * channels + (channels === 1 ? 0 : channel)];
    }
    data[at * 4 + 3] = channels === 4 ? values[at * 4 + 3] : 255;
  }
  return data;
}
