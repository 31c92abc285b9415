/** @typedef {import("./source.js").Sink} Sink */

/** Takes the frames out of a video element. */
export class Player {
  #handle = 0;
  #loops = 0;
  #last = 0;

  /** @param {HTMLVideoElement} video */
  constructor(video) {
    this.video = video;
  }

  /** @param {Pick<Sink, "isHungry" | "frame">} sink */
  feed(sink) {
    const next = async (
      /** @type {number} */ _now,
      /** @type {VideoFrameCallbackMetadata} */ { mediaTime },
    ) => {
      this.#handle = this.video.requestVideoFrameCallback(next);
      // A clip that plays on and on is one stream: its time does not go back.
      if (mediaTime < this.#last) this.#loops += this.#last;
      this.#last = mediaTime;
      if (!sink.isHungry()) return;
      const timestamp = (this.#loops + mediaTime) * 1000;
      const picture =
        "VideoFrame" in self
          ? new VideoFrame(this.video, { timestamp: Math.round(timestamp * 1000) })
          : await createImageBitmap(this.video);
      sink.frame(picture, timestamp);
    };
    this.#handle = this.video.requestVideoFrameCallback(next);
  }

  close() {
    this.video.cancelVideoFrameCallback(this.#handle);
  }
}

/** A clip, played on and on. */
class Video {
  mirrored = false;
  onlost = () => {};
  onback = () => {};
  /** @type {Player | null} */
  #player = null;

  /**
   * @param {HTMLVideoElement} video
   * @param {string | null} url to be freed at the end
   */
  constructor(video, url) {
    this.video = video;
    this.url = url;
  }

  /** @param {Pick<Sink, "isHungry" | "frame">} sink */
  feed(sink) {
    this.#player?.close();
    this.#player = new Player(this.video);
    this.#player.feed(sink);
  }

  pause() {
    this.video.pause();
  }

  async resume() {
    await this.video.play();
  }

  close() {
    this.#player?.close();
    this.video.pause();
    this.video.removeAttribute("src");
    this.video.load();
    if (this.url) URL.revokeObjectURL(this.url);
  }
}

/**
 * @param {string | Blob} from
 * @returns {Promise<Video>}
 */
export async function openVideo(from) {
  const video = videoElement();
  const url = typeof from === "string" ? null : URL.createObjectURL(/** @type {Blob} */ (from));
  video.src = url ?? /** @type {string} */ (from);
  video.loop = true;
  try {
    await video.play();
    return new Video(video, url);
  } catch (error) {
    if (url) URL.revokeObjectURL(url);
    throw error;
  }
}

/** A video element that may play by itself. */
export function videoElement() {
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  return video;
}
