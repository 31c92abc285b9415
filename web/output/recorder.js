import { StageError } from "../error.js";
import { texts } from "../texts.js";
import { Webm } from "./webm.js";

/** @typedef {import("./microphone.js").Microphone} Microphone */

// MP4 wherever the browser can: it has its duration, can be sought in, and a frame may change its size in it.
// WebM that a browser records has none of these (`Webm` gives it the first two), and with VP8 Chromium 156 loses what follows
// another size. Firefox has nothing else.
const video = [
  "video/mp4;codecs=avc1.42E01F",
  "video/webm;codecs=vp9",
  "video/webm;codecs=vp8",
  "video/webm",
];
const sound = [
  "video/mp4;codecs=avc1.42E01F,mp4a.40.2",
  "video/mp4;codecs=avc1.42E01F,opus",
  "video/webm;codecs=vp9,opus",
  "video/webm;codecs=vp8,opus",
  "video/webm",
];
const bitsPerSecond = 6_000_000;
const piece_ms = 1000;
const keyFrames_ms = 2000;

/**
 * A recording of what a canvas shows, one file from start to stop.
 *
 * It comes in pieces of a second, each a `Blob`, which browsers keep on disk where they grow: what was recorded so far
 * is there whatever happens to the canvas, and the page's memory does not grow with it.
 */
export class Recording {
  #recorder;
  #stream;
  /** Why it is paused.
   * @type {Set<string>} */
  #held = new Set();
  #before_ms = 0;
  #since_ms = performance.now();
  /** So far. */
  bytes = 0;

  /**
   * @param {HTMLCanvasElement | null} canvas
   * @param {Microphone | null} [microphone] closed when the recording ends
   * @throws {StageError} `unsupported`
   */
  constructor(canvas, microphone = null) {
    if (!canvas) throw new StageError("unsupported", texts.trouble.notRunning);
    const has = (/** @type {string} */ type) => MediaRecorder.isTypeSupported(type);
    const type = "MediaRecorder" in self ? (microphone ? sound : video).find(has) : null;
    if (!type || !canvas.captureStream) throw new StageError("unsupported", texts.trouble.recording);
    this.microphone = microphone;
    this.#stream = canvas.captureStream();
    if (microphone) this.#stream.addTrack(microphone.track);
    this.#recorder = new MediaRecorder(this.#stream, {
      mimeType: type,
      videoBitsPerSecond: bitsPerSecond,
      // An MP4 comes in pieces that begin with a key frame, and can be sought to one.
      videoKeyFrameIntervalDuration: keyFrames_ms,
    });
    /** @type {Promise<Blob>} whichever way it ends; empty where not one frame was seen */
    this.ended = this.#collect(type.split(";")[0]);
    this.#recorder.start(piece_ms);
  }

  /** Time recorded, without the pauses. */
  get elapsed_ms() {
    return this.#before_ms + (this.isPaused ? 0 : performance.now() - this.#since_ms);
  }

  get isPaused() {
    return this.#held.size > 0;
  }

  /**
   * Pause, or go on once nobody holds it any more. The microphone is released meanwhile.
   * @param {"viewer" | "stage"} who
   * @param {boolean} isHeld
   */
  hold(who, isHeld) {
    const was = this.isPaused;
    const elapsed_ms = this.elapsed_ms;
    if (isHeld) this.#held.add(who);
    else this.#held.delete(who);
    if (was === this.isPaused || this.#recorder.state === "inactive") return;
    this.#before_ms = elapsed_ms;
    this.#since_ms = performance.now();
    if (this.isPaused) {
      this.#recorder.pause();
      this.microphone?.pause();
    } else {
      this.#recorder.resume();
      void this.microphone?.resume();
    }
  }

  pause() {
    this.hold("viewer", true);
  }

  resume() {
    this.hold("viewer", false);
  }

  /** @returns {Promise<Blob>} as `ended` */
  stop() {
    if (this.#recorder.state !== "inactive") this.#recorder.stop();
    return this.ended;
  }

  /**
   * @param {string} type
   * @returns {Promise<Blob>}
   */
  #collect(type) {
    /** @type {Blob[]} */
    const pieces = [];
    const webm = type === "video/webm" ? new Webm() : null;
    let read = Promise.resolve();
    this.#recorder.ondataavailable = ({ data }) => {
      pieces.push(data);
      this.bytes += data.size;
      // One after another: of a long clip no more than a piece is in memory.
      if (webm) read = read.then(() => webm.take(data));
    };
    return new Promise((resolve) => {
      this.#recorder.onstop = () => {
        for (const track of this.#stream.getTracks()) track.stop();
        this.microphone?.close();
        // Whatever cannot be read of it, what was recorded is the viewer's.
        void read
          .then(() => webm?.whole(pieces) ?? pieces)
          .catch(() => pieces)
          .then((parts) => resolve(new Blob(parts, { type })));
      };
    });
  }
}
