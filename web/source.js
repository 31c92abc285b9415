import { Camera, openCamera } from "./camera.js";
import { StageError } from "./error.js";
import { texts } from "./texts.js";
import { openVideo } from "./video.js";

/**
 * Where frames go: the worker.
 * @typedef {object} Sink
 * @property {(readable: ReadableStream<VideoFrame>, rate: number) => void} stream frames a second that it gives
 * @property {(picture: VideoFrame | ImageBitmap, timestamp: number) => void} frame
 * @property {(picture: ImageBitmap) => void} still
 * @property {() => boolean} isHungry whether a frame would be shown soon
 */

/**
 * @typedef {object} Source
 * @property {boolean} mirrored whether the view is as in a mirror
 * @property {(sink: Sink) => void | Promise<void>} feed give frames to a sink; again, after that one is gone
 * @property {() => void} pause release what others could use
 * @property {() => Promise<void>} resume
 * @property {() => void} close
 * @property {() => void} onlost the camera is gone, and is waited for
 * @property {() => void} onback it is there again
 */

/**
 * Open a source.
 * @param {"camera" | "demo" | Blob} wanted
 * @param {string} media folder of the demo clip
 * @returns {Promise<Source>}
 * @throws {StageError} `camera-denied`, `camera-missing`, `camera-busy`, `source-unreadable`, `unsupported`
 */
export async function openSource(wanted, media) {
  if (wanted === "camera") return new Camera(await openCamera());
  if (!(wanted instanceof Blob || wanted === "demo")) {
    throw new StageError(
      "source-unreadable",
      `There is no source ${wanted}. Give "camera", "demo" or a file.`,
    );
  }
  try {
    if (wanted === "demo") return await openVideo(`${media}demo.webm`);
    return await (wanted.type.startsWith("image/") ? openStill(wanted) : openVideo(wanted));
  } catch (error) {
    throw new StageError("source-unreadable", texts.errors["source-unreadable"], { cause: error });
  }
}

/** @param {Blob} picture */
async function openStill(picture) {
  return new Still(await createImageBitmap(picture));
}

/** One picture. */
class Still {
  mirrored = false;
  onlost = () => {};
  onback = () => {};

  /** @param {ImageBitmap} picture */
  constructor(picture) {
    this.picture = picture;
  }

  /** @param {Sink} sink */
  async feed(sink) {
    sink.still(await createImageBitmap(this.picture));
  }

  pause() {}

  async resume() {}

  close() {
    this.picture.close();
  }
}
