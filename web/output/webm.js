import { element, float, join, length, number, read, size, whole, wide, without } from "./ebml.js";

// Elements of Matroska (RFC 9559) by their numbers.
const id = {
  segment: 0x18538067,
  seekHead: 0x114d9b74,
  seek: 0x4dbb,
  seekId: 0x53ab,
  seekPosition: 0x53ac,
  info: 0x1549a966,
  duration: 0x4489,
  tracks: 0x1654ae6b,
  track: 0xae,
  trackNumber: 0xd7,
  trackType: 0x83,
  cluster: 0x1f43b675,
  time: 0xe7,
  group: 0xa0,
  block: 0xa1,
  simpleBlock: 0xa3,
  cues: 0x1c53bb6b,
  cue: 0xbb,
  cueTime: 0xb3,
  cuePositions: 0xb7,
  cueTrack: 0xf7,
  cueCluster: 0xf1,
};
// What is looked into; all else is stepped over.
const opened = new Set([id.segment, id.tracks, id.track, id.cluster, id.group]);
const picture = 1; // the track type
const blockHead = 4; // bytes: track, two of time, flags
// Times of a block count from its cluster's, 16 bits with a sign.
const sign = 0x8000;

/**
 * What a browser leaves out of a WebM that it records, since it does not know it before the end: how long it is, and where
 * its key frames are, without which Firefox and many players cannot seek. The clip is read piece by piece as it comes, and
 * none of it is kept.
 */
export class Webm {
  /** What was read of an element that goes on in the next piece. */
  #rest = new Uint8Array(0);
  /** Of all bytes, how many come before `#rest`. */
  #at = 0;
  #skip = 0;
  /** Where the segment begins, and where what is in it goes on after its info. */
  #segment = 0;
  #infoEnd = 0;
  #info = new Uint8Array(0);
  #isWhole = true;
  #number = 0;
  #video = 0;
  #cluster = { at: 0, time: 0, isCued: true };
  /** @type {{at: number, time: number}[]} */
  #cues = [];
  #last = 0;
  #gap = 0;

  /** @param {Blob} piece the next one */
  async take(piece) {
    const fresh = new Uint8Array(await piece.arrayBuffer());
    let bytes = fresh;
    if (this.#rest.length) {
      bytes = new Uint8Array(this.#rest.length + fresh.length);
      bytes.set(this.#rest);
      bytes.set(fresh, this.#rest.length);
    }
    let at = 0;
    while (this.#isWhole) {
      const step = Math.min(this.#skip, bytes.length - at);
      this.#skip -= step;
      at += step;
      const head = at < bytes.length ? this.#open(bytes, at) : null;
      if (!head) break;
      at += head.length;
      this.#skip = opened.has(head.id) ? 0 : head.size;
    }
    this.#rest = bytes.slice(at);
    this.#at += at;
  }

  /**
   * The clip with what it lacked; as it came where it is not what we know.
   * @param {Blob[]} pieces all that were taken
   * @returns {BlobPart[]}
   */
  whole(pieces) {
    if (!this.#isWhole || !this.#infoEnd || !this.#cues.length || !this.#last) return pieces;
    const all = new Blob(pieces);
    const body = all.slice(this.#infoEnd);
    const info = element(id.info, this.#info, element(id.duration, float(this.#last + this.#gap)));
    const seekHead = (/** @type {number} */ infoAt, /** @type {number} */ cuesAt) =>
      element(id.seekHead, seek(id.info, infoAt), seek(id.cues, cuesAt));
    const infoAt = seekHead(0, 0).length;
    const bodyAt = infoAt + info.length;
    const cues = this.#cues.map(({ at, time }) => {
      const cluster = element(id.cueCluster, whole(bodyAt + at - this.#infoEnd));
      const positions = element(id.cuePositions, element(id.cueTrack, whole(this.#video)), cluster);
      return element(id.cue, element(id.cueTime, whole(time)), positions);
    });
    const index = element(id.cues, ...cues);
    const head = join(number(id.segment), length(bodyAt + body.size + index.length));
    return [all.slice(0, this.#segment), head, seekHead(infoAt, bodyAt + body.size), info, body, index];
  }

  /**
   * Look at the element that begins there.
   * @param {Uint8Array<ArrayBuffer>} bytes
   * @param {number} at
   * @returns {{id: number, length: number, size: number} | null} null where it goes on in the next piece
   */
  #open(bytes, at) {
    const name = wide(bytes[at]);
    const more = at + name < bytes.length ? wide(bytes[at + name]) : 1;
    if (name > 4 || more > 8) this.#isWhole = false;
    if (!this.#isWhole || at + name + more > bytes.length) return null;
    const found = read(bytes, at, name);
    const long = size(bytes, at + name, more);
    const start = at + name + more;
    const isBlock = found === id.block || found === id.simpleBlock;
    const isRead = [id.info, id.trackNumber, id.trackType, id.time].includes(found);
    if (start + (isBlock ? blockHead : isRead ? long : 0) > bytes.length) return null;
    if (isRead) this.#value(found, bytes.subarray(start, start + long), this.#at + start);
    else if (isBlock) this.#block(bytes[start] & 0x7f, read(bytes, start + 1, 2));
    else if (found === id.cluster) this.#cluster = { at: this.#at + at, time: 0, isCued: false };
    else if (found === id.segment) this.#segment = this.#at + at;
    return { id: found, length: name + more, size: long };
  }

  /**
   * @param {number} found
   * @param {Uint8Array<ArrayBuffer>} value
   * @param {number} at in the whole clip
   */
  #value(found, value, at) {
    if (found === id.info) {
      // A duration of theirs would be none.
      this.#info = without(value, id.duration);
      this.#infoEnd = at + value.length;
    } else if (found === id.time) this.#cluster.time = read(value, 0, value.length);
    else if (found === id.trackNumber) this.#number = read(value, 0, value.length);
    else if (read(value, 0, value.length) === picture) this.#video = this.#number;
  }

  /**
   * @param {number} track
   * @param {number} after the cluster's time
   */
  #block(track, after) {
    const time = this.#cluster.time + (after < sign ? after : after - 2 * sign);
    // The last picture or sound lasts as long as the one before.
    if (time > this.#last) [this.#gap, this.#last] = [time - this.#last, time];
    if (track !== this.#video || this.#cluster.isCued) return;
    // Chromium and Firefox begin a cluster with each key frame.
    this.#cluster.isCued = true;
    this.#cues.push({ at: this.#cluster.at, time });
  }
}

/**
 * @param {number} of which element
 * @param {number} at
 */
function seek(of, at) {
  return element(id.seek, element(id.seekId, number(of)), element(id.seekPosition, whole(at)));
}
