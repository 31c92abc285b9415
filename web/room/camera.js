import { find } from "../dom.js";
import { Stage } from "../stage.js";

/** @typedef {import("./secret.js").Move} Move */

/** What a hand shows, as a move. */
const moves = /** @type {Record<string, Move | undefined>} */ ({
  fist: "rock",
  palm: "paper",
  victory: "scissors",
});

// Who shakes a fist until the moment to move opens the hand a little after it.
const settle_ms = 300;

/** Playing by hand: the stage sees the gestures, here as on its own page, and no picture leaves the device. */
export class Camera {
  #stage = new Stage();
  /** What each hand shows now. @type {Map<number, string>} */
  #hands = new Map();

  /**
   * @param {(sentence: string) => void} say told why there is no picture
   * @param {(move: Move | null) => void} see told what the hands show
   */
  constructor(say, see) {
    this.#stage.on.canvas = (canvas) => find("mirror", HTMLElement).replaceChildren(canvas);
    this.#stage.on.state = (state, error) => {
      this.#hands.clear();
      see(null);
      if (state === "failed" && error) say(error.message);
    };
    this.#stage.events.addEventListener("gesture", (event) => {
      const { hand, gesture } = /** @type {CustomEvent} */ (event).detail;
      this.#hands.set(hand, gesture);
      see(this.#move());
    });
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
    return now_ms < state.go_ms + settle_ms ? null : this.#move();
  }

  #move() {
    return [...this.#hands.values()].map((gesture) => moves[gesture]).find(Boolean) ?? null;
  }
}
