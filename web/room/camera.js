import { find } from "../dom.js";
import { Stage } from "../stage.js";

/** @typedef {import("./secret.js").Move} Move */

// Who shakes a fist until the moment to move opens the hand a little after it.
const settle_ms = 300;

/** Playing by hand: the stage's plug-in `moves` reads it, and no picture leaves the device. */
export class Camera {
  #stage = new Stage();
  /** What the plug-in told last. @type {Move | null} */
  #told = null;

  /**
   * @param {(sentence: string) => void} say told why there is no picture
   * @param {(move: Move | null) => void} see told what the hands show
   */
  constructor(say, see) {
    this.#stage.on.canvas = (canvas) => find("mirror", HTMLElement).replaceChildren(canvas);
    this.#stage.on.state = (state, error) => {
      see(this.#move);
      if (state === "failed" && error) say(error.message);
    };
    this.#stage.events.addEventListener("plugin", (event) => {
      const { what, record } = /** @type {CustomEvent} */ (event).detail;
      if (what !== "told" && what !== "on" && what !== "off") return;
      this.#told = record?.move || null;
      see(this.#move);
    });
    void this.#stage.choices.play("moves");
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.#stage.pause();
      else void this.#stage.resume();
    });
  }

  /** Open the camera; resolves when the first picture is seen, rejects where there is none. */
  start() {
    return this.#stage.start("camera");
  }

  /**
   * The move that a hand shows, once it is time.
   * @param {import("./room.js").State} state
   * @param {number} now_ms on the server's clock
   */
  look(state, now_ms) {
    return now_ms < state.go_ms + settle_ms ? null : this.#move;
  }

  get #move() {
    return this.#stage.state === "running" ? this.#told : null;
  }
}
