const endOfDirectory = 0x06054b50;
const memberOfDirectory = 0x02014b50;

/**
 * The files of a zip whose members are stored, not compressed, as set-up makes them.
 *
 * @param {Uint8Array} zip
 * @returns {Generator<{name: string, data: Uint8Array}>} views of `zip`, not copies
 * @throws {Error} where it is no such zip
 */
export function* unzip(zip) {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  // Set-up writes no comment, so the last record has its least size.
  const end = zip.byteLength - 22;
  if (end < 0 || view.getUint32(end, true) !== endOfDirectory) throw new Error("this is no zip");
  const decoder = new TextDecoder();
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (view.getUint32(at, true) !== memberOfDirectory) throw new Error("the zip's directory is damaged");
    const [method, size, start] = [at + 10, at + 24, at + 42].map((place, i) =>
      i ? view.getUint32(place, true) : view.getUint16(place, true),
    );
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((place) =>
      view.getUint16(at + place, true),
    );
    const name = decoder.decode(zip.subarray(at + 46, at + 46 + nameBytes));
    if (method !== 0) throw new Error(`${name} is compressed in its zip`);
    // What stands before the data may be longer than the directory says.
    const data = start + 30 + view.getUint16(start + 26, true) + view.getUint16(start + 28, true);
    yield { name, data: zip.subarray(data, data + size) };
    at += 46 + nameBytes + extraBytes + commentBytes;
  }
}
