import { StageError } from "./error.js";
import { texts } from "./texts.js";

const types = ["video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm", "video/mp4"];
const bitsPerSecond = 6_000_000;

/** @typedef {{stop(): Promise<Blob>, ended: Promise<Blob>}} Recorder `ended` also where the picture ended first */

/**
 * Record what a canvas shows.
 * @param {HTMLCanvasElement | null} canvas
 * @returns {Recorder}
 * @throws {StageError} `unsupported`
 */
export function recordCanvas(canvas) {
  const type = "MediaRecorder" in self ? types.find((name) => MediaRecorder.isTypeSupported(name)) : null;
  if (!canvas) throw new StageError("unsupported", texts.trouble.notRunning);
  if (!type || !canvas.captureStream) throw new StageError("unsupported", texts.trouble.recording);
  const stream = canvas.captureStream();
  const recorder = new MediaRecorder(stream, { mimeType: type, videoBitsPerSecond: bitsPerSecond });
  /** @type {Blob[]} */
  const pieces = [];
  /** @type {Promise<Blob>} */
  const ended = new Promise((resolve) => {
    recorder.ondataavailable = ({ data }) => pieces.push(data);
    recorder.onstop = () => {
      for (const track of stream.getTracks()) track.stop();
      resolve(new Blob(pieces, { type: type.split(";")[0] }));
    };
  });
  // In pieces: what was recorded so far is there, whatever happens.
  recorder.start(1000);
  return {
    ended,
    stop() {
      if (recorder.state !== "inactive") recorder.stop();
      return ended;
    },
  };
}
