import { find, icon, make } from "../dom.js";
import { texts } from "../texts.js";

/** @typedef {import("./room.js").Room} Room */
/** @typedef {import("./room.js").State} State */
/** @typedef {import("./secret.js").Move} Move */

const moves = /** @type {Move[]} */ (["rock", "paper", "scissors"]);
const icons = { rock: "fist", paper: "palm", scissors: "victory" };
const words = texts.play;

/** What a player sees of a room: how many are here, the countdown, the three moves, what came of them. */
export class View {
  #status = find("status", HTMLElement);
  #count = find("count", HTMLElement);
  #fans = find("fans", HTMLElement);
  #moves = find("moves", HTMLElement);
  #result = find("result", HTMLElement);
  #seen = find("seen", HTMLElement);
  /** @type {Map<Move, HTMLButtonElement>} */
  #buttons = new Map();
  #room;

  /**
   * @param {Room} room
   * @param {(move: Move) => void} send
   */
  constructor(room, send) {
    this.#room = room;
    for (const move of moves) {
      const button = make("button", "move");
      button.type = "button";
      button.dataset.move = move;
      button.append(icon(icons[move]), make("span", "", words.moves[move]));
      button.addEventListener("click", () => send(move));
      this.#buttons.set(move, button);
      this.#moves.append(button);
    }
  }

  /** @param {State} state */
  show(state) {
    const { phase, you, result } = state;
    document.documentElement.dataset.phase = phase;
    this.#fans.textContent = words.fans(state.fans);
    const isOpen = ["countdown", "commit"].includes(phase) && you.is_in;
    const chosen = this.#room.move;
    this.#moves.hidden = !["countdown", "commit", "reveal"].includes(phase) || !you.is_in;
    for (const [move, button] of this.#buttons) {
      button.disabled = !isOpen || chosen !== null || you.has_committed;
      button.setAttribute("aria-pressed", String(move === chosen));
    }
    this.#say(this.#sentence(state));
    this.#result.hidden = result === null;
    if (result) this.#result.replaceChildren(...this.#shares(result));
    this.tick();
  }

  /**
   * Say what the camera sees: who plays by hand wants to know before it counts.
   * @param {Move | null} move
   */
  see(move) {
    this.#seen.textContent = move ? words.seen(words.moves[move]) : words.seenNone;
  }

  /** Show the seconds that are left, by the server's clock. */
  tick() {
    const { state, clock } = this.#room;
    if (state?.phase !== "countdown" && state?.phase !== "commit") {
      this.#count.textContent = "";
      return false;
    }
    const seconds = Math.ceil((state.go_ms - clock.now()) / 1000);
    const text = seconds > 3 ? "" : seconds > 0 ? String(seconds) : words.go;
    if (this.#count.textContent !== text) this.#count.textContent = text;
    return true;
  }

  /** @param {string} sentence */
  #say(sentence) {
    // The same sentence again would be read aloud again.
    if (this.#status.textContent !== sentence) this.#status.textContent = sentence;
  }

  /** @param {State} state */
  #sentence({ phase, size, fans, you, result, anchor, has_anchor }) {
    const isAnchor = this.#room.isAnchor;
    if (phase === "lobby" && size === 1 && fans === 1 && has_anchor) return words.ready;
    if (phase === "lobby") return isAnchor ? words.invite : has_anchor ? words.wait(anchor) : words.away;
    if (phase === "paused") return words.away;
    if (phase === "closed") return words.closed;
    if (result) {
      if (result.champion) return words.champion(result.champion);
      if (!result.anchor) return words.void;
      if (isAnchor) return words.beat(result.beat);
      if (!you.outcome) return words.out;
      const outcomes = /** @type {Record<string, string>} */ (words.outcomes);
      return you.is_in ? outcomes[you.outcome] : words.nowOut;
    }
    if (!you.is_in) return words.out;
    if (phase === "reveal") return words.reveal;
    return you.has_committed || this.#room.move ? words.moved : words.choose;
  }

  /** @param {import("./room.js").Result} result */
  #shares(result) {
    const all = Math.max(1, result.rock + result.paper + result.scissors + result.absent);
    const rows = moves.map((move) => {
      const share = result[move] / all;
      const row = make("div", move === result.anchor ? "share anchor" : "share");
      const bar = make("span", "bar");
      bar.style.setProperty("--share", String(share));
      row.append(icon(icons[move]), make("span", "", words.moves[move]), bar);
      row.append(make("b", "", `${result[move]} (${Math.round(share * 100)} %)`));
      return row;
    });
    const notes = [];
    if (result.anchor) notes.push(words.anchorMove(words.moves[result.anchor]));
    if (result.best) notes.push(words.streak(result.best.name, result.best.streak));
    if (this.#room.state?.is_elimination && !result.champion) notes.push(words.left(result.left));
    return [...rows, ...notes.map((note) => make("p", "", note))];
  }
}
