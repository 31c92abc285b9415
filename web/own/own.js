import { StageError } from "../error.js";
import { texts } from "../texts.js";
import { openVideo } from "../video.js";

/**
 * What a viewer makes a scene of: one of these.
 * @typedef {object} Wanted
 * @property {Blob} [picture]
 * @property {Blob} [video] played on and on, without its sound
 * @property {string} [colour] "#rrggbb"
 * @property {number} [blur] of their own room, 0 to 1
 */

/**
 * The same as a worker takes it.
 * @typedef {object} Given
 * @property {Blob} [picture]
 * @property {VideoFrame | ImageBitmap} [frame] of a video, to be handed over
 * @property {string} [colour]
 * @property {number} [blur]
 */

/** @typedef {Awaited<ReturnType<typeof openVideo>>} Video */

/** The id of the scene. */
export const id = "own";

const kinds = ["picture", "video", "colour", "blur"];
// A video is read from the disk as it plays; a longer one is no mere background.
const largest_bytes = { picture: 32e6, video: 256e6 };

/**
 * What a picked file makes.
 * @param {File} file
 * @returns {Wanted}
 */
export function wantedOf(file) {
  return file.type.startsWith("video/") ? { video: file } : { picture: file };
}

/**
 * Make ready what a viewer wants to stand before.
 * @param {Wanted} wanted
 * @returns {Promise<Own>}
 * @throws {StageError} `source-unreadable` where a file is none, `unsupported`
 */
export async function openOwn(wanted) {
  const given = Object.keys(wanted ?? {});
  const [kind] = given;
  if (given.length !== 1 || !kinds.includes(kind)) {
    throw new StageError(
      "unsupported",
      `A scene of your own is one of ${kinds.join(", ")}, and nothing else.`,
    );
  }
  if (kind !== "picture" && kind !== "video") return new Own(wanted, null);
  const file = wanted[kind];
  if (!(file instanceof Blob)) throw new StageError("unsupported", `The ${kind} must be a File or a Blob.`);
  const most = largest_bytes[kind];
  if (file.size > most) throw new StageError("source-unreadable", texts.trouble.large(most));
  return new Own(wanted, kind === "video" ? await play(file) : null);
}

/** @param {Blob} file */
async function play(file) {
  if (!("VideoFrame" in self)) throw new StageError("unsupported", texts.trouble.lacking(["VideoFrame"]));
  /** @type {Video | null} */
  let video = null;
  try {
    video = await openVideo(file);
    // Sound alone plays too. Throws where there is no picture yet.
    new VideoFrame(video.video, { timestamp: 0 }).close();
    return video;
  } catch (error) {
    video?.close();
    throw new StageError("source-unreadable", texts.errors["source-unreadable"], { cause: error });
  }
}

/** A scene of the viewer's own, for as long as the page is open. It never leaves the page. */
export class Own {
  #isSeen = false;
  #isBusy = false;

  /**
   * @param {Wanted} wanted
   * @param {Video | null} video which plays
   */
  constructor(wanted, video) {
    this.wanted = wanted;
    this.video = video;
    video?.pause();
  }

  /**
   * For a worker, each time anew.
   * @returns {Given}
   */
  get given() {
    return this.video ? { frame: new VideoFrame(this.video.video, { timestamp: 0 }) } : this.wanted;
  }

  /**
   * Play while it is seen.
   * @param {boolean} isSeen
   * @param {(frame: VideoFrame | ImageBitmap) => Promise<void>} turn shows a frame; the next one waits for that
   */
  see(isSeen, turn) {
    const { video } = this;
    if (!video || isSeen === this.#isSeen) return;
    this.#isSeen = isSeen;
    if (!isSeen) {
      video.pause();
      return;
    }
    video.feed({
      isHungry: () => this.#isSeen && !this.#isBusy,
      frame: async (frame) => {
        this.#isBusy = true;
        // A worker that has gone takes no frame: the next one will.
        await turn(frame).catch(() => frame.close());
        this.#isBusy = false;
      },
    });
    // Paused again before it had begun.
    video.resume().catch(() => {});
  }

  close() {
    this.#isSeen = false;
    this.video?.close();
  }
}
