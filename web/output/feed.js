/**
 * The picture on the screen as a video track, for whoever follows it. A stage that is started anew after a crash has
 * another canvas, and so another track: followers are given that one.
 */
export class Feed {
  /** @type {HTMLCanvasElement | null} */
  #canvas = null;
  /** @type {Map<(track: MediaStreamTrack) => void, MediaStreamTrack | null>} */
  #followers = new Map();

  /** @param {HTMLCanvasElement} canvas what the stage is on from now on */
  show(canvas) {
    this.#canvas = canvas;
    for (const follower of this.#followers.keys()) this.#give(follower);
  }

  /**
   * @param {(track: MediaStreamTrack) => void} follower hears of each track, of the first one at once
   * @returns {() => void} follow no longer, and stop the track
   */
  follow(follower) {
    this.#followers.set(follower, null);
    if (this.#canvas) this.#give(follower);
    return () => {
      this.#followers.get(follower)?.stop();
      this.#followers.delete(follower);
    };
  }

  /**
   * A stream that stays the same while its video track may be replaced.
   * @param {MediaStreamTrack | null} [sound]
   * @returns {MediaStream}
   */
  stream(sound = null) {
    const stream = new MediaStream(sound ? [sound] : []);
    const unfollow = this.follow((track) => {
      const [before] = stream.getVideoTracks();
      // Whoever stopped it wants no other.
      if (before?.readyState === "ended") {
        unfollow();
        return;
      }
      if (before) stream.removeTrack(before);
      stream.addTrack(track);
    });
    return stream;
  }

  /** @param {(track: MediaStreamTrack) => void} follower */
  #give(follower) {
    const before = this.#followers.get(follower);
    const [track] = /** @type {HTMLCanvasElement} */ (this.#canvas).captureStream().getVideoTracks();
    this.#followers.set(follower, track);
    follower(track);
    before?.stop();
  }
}
