import { wishes } from "./config.js";
import { StageError } from "./error.js";
import { texts } from "./texts.js";
import { Player, videoElement } from "./video.js";

/** @typedef {import("./source.js").Sink} Sink */

// A machine with few cores mostly has no GPU worth the name: it is given no more pixels than it can draw.
const [width, height] = (navigator.hardwareConcurrency ?? 1) >= 8 ? [1280, 720] : [640, 480];
// Not every browser tells of a camera that is plugged in, so it is looked for as well.
const look_ms = 2000;

/** @type {Record<string, string>} */
const codes = {
  NotAllowedError: "camera-denied",
  SecurityError: "camera-denied",
  NotFoundError: "camera-missing",
  OverconstrainedError: "camera-missing",
  NotReadableError: "camera-busy",
  AbortError: "camera-busy",
};

/**
 * Ask for the camera. Its sound is not asked for.
 * @returns {Promise<MediaStreamTrack>}
 * @throws {StageError} `camera-denied`, `camera-missing`, `camera-busy`, `unsupported`
 */
export async function openCamera() {
  if (!navigator.mediaDevices) throw new StageError("unsupported", texts.trouble.insecure);
  try {
    const video = {
      ...(await chosen()),
      width: { ideal: width },
      height: { ideal: height },
      frameRate: { ideal: 30, max: 30 },
    };
    const stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
    return stream.getVideoTracks()[0];
  } catch (error) {
    if (error instanceof StageError) throw error;
    const code = codes[/** @type {DOMException} */ (error).name] ?? "camera-busy";
    throw new StageError(code, texts.errors[/** @type {"camera-busy"} */ (code)], { cause: error });
  }
}

/**
 * Which camera: the viewer's own side, or the one whose name the address gives (`?camera=`).
 * @throws {StageError} `camera-missing`, naming those that there are
 */
async function chosen() {
  if (!wishes.camera) return { facingMode: "user" };
  let cameras = await all();
  if (cameras.every(({ label }) => label === "")) {
    // Names are told once a camera was opened.
    const any = await navigator.mediaDevices.getUserMedia({ video: true, audio: false });
    try {
      cameras = await all();
    } finally {
      for (const track of any.getTracks()) track.stop();
    }
  }
  const wanted = wishes.camera.toLowerCase();
  const found = cameras.find(({ label }) => label.toLowerCase().includes(wanted));
  if (found) return { deviceId: { exact: found.deviceId } };
  const names = cameras.map(({ label }) => label);
  throw new StageError("camera-missing", texts.trouble.camera(wishes.camera, names));
}

async function all() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter(({ kind }) => kind === "videoinput");
}

/** The camera. When it is gone, it is waited for. */
export class Camera {
  mirrored = true;
  onlost = () => {};
  onback = () => {};
  /** @type {Player | null} */
  #player = null;
  /** Aborted when nobody wants the camera any more that is being waited for. */
  #wait = new AbortController();

  /** @param {MediaStreamTrack} track */
  constructor(track) {
    this.track = this.#keep(track);
  }

  /** @param {Sink} sink */
  async feed(sink) {
    this.#player?.close();
    this.#player = null;
    if ("MediaStreamTrackProcessor" in self) {
      const { readable } = new MediaStreamTrackProcessor({ track: this.track, maxBufferSize: 1 });
      sink.stream(readable, this.track.getSettings().frameRate ?? 30);
      return;
    }
    const video = videoElement();
    video.srcObject = new MediaStream([this.track]);
    await video.play();
    this.#player = new Player(video);
    this.#player.feed(sink);
  }

  pause() {
    this.#wait.abort();
    this.track.onended = null;
    this.track.stop();
  }

  async resume() {
    const wait = new AbortController();
    this.#wait = wait;
    this.#take(await openCamera(), wait.signal);
  }

  close() {
    this.pause();
    this.#player?.close();
  }

  /** @param {MediaStreamTrack} track */
  #keep(track) {
    track.onended = () => void this.#lose();
    return track;
  }

  /**
   * @param {MediaStreamTrack} track
   * @param {AbortSignal} signal
   * @returns {boolean} whether it is still wanted; else it is released
   */
  #take(track, signal) {
    if (signal.aborted) track.stop();
    else this.track = this.#keep(track);
    return !signal.aborted;
  }

  async #lose() {
    const { signal } = this.#wait;
    this.onlost();
    const track = await cameraAgain(signal).catch(() => null);
    if (track && this.#take(track, signal)) this.onback();
  }
}

/**
 * Wait until there is a camera again, and open it.
 * @param {AbortSignal} signal ends the wait
 * @returns {Promise<MediaStreamTrack>}
 */
async function cameraAgain(signal) {
  for (;;) {
    const devices = await navigator.mediaDevices.enumerateDevices();
    signal.throwIfAborted();
    if (devices.some(({ kind }) => kind === "videoinput")) {
      try {
        return await openCamera();
      } catch {
        // Listed, but not yet to be opened: look again.
      }
    }
    signal.throwIfAborted();
    await change(signal);
  }
}

/** @param {AbortSignal} signal */
function change(signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, look_ms);
    navigator.mediaDevices.addEventListener("devicechange", resolve, { once: true, signal });
    signal.addEventListener("abort", resolve, { once: true });
    signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  });
}
