import { keep, recall } from "../storage.js";
import { Clock } from "./clock.js";
import { commitment, hide } from "./secret.js";

/** @typedef {import("./secret.js").Move} Move */
/** @typedef {import("./secret.js").Secret} Secret */

/**
 * @typedef {object} Result
 * @property {Move | ""} anchor
 * @property {number} rock
 * @property {number} paper
 * @property {number} scissors
 * @property {number} absent
 * @property {number} beat
 * @property {number} left
 * @property {{name: string, streak: number} | null} best
 * @property {string} champion
 */

/**
 * The whole state of a room, as `server/rooms/messages.py` has it; times on the server's clock.
 * @typedef {object} State
 * @property {"lobby" | "countdown" | "commit" | "reveal" | "result" | "over" | "paused" | "closed"} phase
 * @property {number} round
 * @property {number} go_ms
 * @property {number} until_ms
 * @property {number} size
 * @property {number} fans
 * @property {number} committed
 * @property {string} anchor
 * @property {boolean} has_anchor
 * @property {boolean} is_elimination
 * @property {Result | null} result
 * @property {{is_in: boolean, streak: number, outcome: string, has_committed: boolean, has_revealed: boolean}} you
 */

// At first one soon after another, but not at once: in a burst all would wait in the same queue.
const pings_ms = [0, 300, 600, 900, 1200];
const ping_ms = 10_000;
const longest_ms = 5000;

/** Where a tab keeps its place in a room. @param {string} code */
const place = (code) => `oivis.room.${code}`;

/** Close codes after which nobody comes back by itself; server/rooms/README.md. */
const isFinal = (/** @type {number} */ code) => (code >= 4400 && code < 4500) || code === 4501;

/**
 * A room, as one player is in it. It comes back by itself, to the same place, also after the page was loaded again.
 *
 * `send(move)` is all that a way of playing needs: buttons, keys or a camera.
 */
export class Room {
  clock = new Clock();
  /** @type {State | null} */
  state = null;
  code = "";
  isAnchor = false;
  on = {
    /** A new state. @param {State} _state */
    state(_state) {},
    /** One is in: for the first time, or again. */
    entered() {},
    /** The connection is lost; it is tried again. */
    lost() {},
    /** Something was refused; `isFinal`: and nothing more comes. @param {string} _code @param {boolean} _isFinal */
    failed(_code, _isFinal) {},
  };
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {Record<string, unknown>} */
  #first = {};
  #fan = "";
  /** @type {Secret | null} */
  #secret = null;
  /** Rounds in which this connection has said so already. */
  #said = { commit: 0, reveal: 0 };
  #tries = 0;
  /** @type {number | undefined} */
  #pulse;

  /**
   * Open a room, as its anchor.
   * @param {string} name
   * @param {number} fans the most that may join
   * @param {string} campaign whose rude words names here may not hold; "" for none
   */
  open(name, fans, campaign = "") {
    this.#enter("new", { type: "open", name, fans, campaign });
  }

  /**
   * Join a room, or come back to the place that this tab had in it.
   * @param {string} code
   * @param {string} name
   */
  join(code, name) {
    const kept = Room.kept(code);
    this.code = code;
    this.#secret = kept?.secret ?? null;
    this.#enter(code, { type: "join", name, token: kept?.token ?? "" });
  }

  /**
   * What this tab knows of a room that it was in.
   * @param {string} code
   * @returns {{name: string, token: string, secret: Secret | null} | null}
   */
  static kept(code) {
    return JSON.parse(recall(place(code), "sessionStorage") ?? "null");
  }

  /**
   * Make a move; the first of a round counts.
   * @param {Move} move
   * @returns {boolean} whether it was taken
   */
  send(move) {
    const { state } = this;
    if (!state || !["countdown", "commit"].includes(state.phase) || !state.you.is_in) return false;
    if (state.you.has_committed || this.#secret?.round === state.round) return false;
    this.#secret = hide(state.round, move);
    this.#keep();
    void this.#answer(state);
    return true;
  }

  /** The move of this round, once it is made. */
  get move() {
    return this.state && this.#secret?.round === this.state.round ? this.#secret.move : null;
  }

  /** @param {boolean} elimination */
  start(elimination) {
    this.#say({ type: "start", elimination });
  }

  next() {
    this.#say({ type: "next" });
  }

  close() {
    this.#say({ type: "close" });
  }

  /**
   * @param {string} room its code, or "new"
   * @param {Record<string, unknown>} first
   */
  #enter(room, first) {
    this.#first = first;
    const socket = new WebSocket(`${location.origin.replace("http", "ws")}/rooms/${room}`);
    this.#socket = socket;
    socket.onopen = () => {
      this.#said = { commit: 0, reveal: 0 };
      this.#say(first);
      for (const wait of pings_ms) setTimeout(() => this.#ping(), wait);
      this.#pulse = setInterval(() => this.#ping(), ping_ms);
    };
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(data));
    socket.onclose = ({ code }) => {
      clearInterval(this.#pulse);
      if (isFinal(code)) return;
      this.on.lost();
      // A crowd that lost its server does not come back in one moment.
      const most = Math.min(longest_ms, 500 * 2 ** this.#tries++);
      setTimeout(() => this.#again(), Math.random() * most);
    };
  }

  #again() {
    if (this.code) this.join(this.code, String(this.#first.name));
    else this.#enter("new", this.#first);
  }

  /** @param {any} message */
  #hear(message) {
    if (message.type === "pong") this.clock.hear(message.sent, message.now_ms);
    if (message.type === "failed") this.#fail(message.code);
    if (message.type === "welcome") {
      this.code = message.code;
      this.isAnchor = message.is_anchor;
      this.#fan = message.fan;
      this.#tries = 0;
      this.#keep(message.token);
      this.on.entered();
    }
    if (message.type === "room" && message.you) {
      this.state = message;
      void this.#answer(message);
      this.on.state(message);
    }
  }

  /** @param {string} code */
  #fail(code) {
    const isOver = ["token-invalid", "room-missing", "room-closed"].includes(code);
    if (isOver) keep(place(this.code), null, "sessionStorage");
    const goesOn = code.startsWith("commit-") || code.startsWith("reveal-") || code.startsWith("not-");
    this.on.failed(code, !goesOn && code !== "round-wrong");
  }

  /**
   * Say what this moment of the round wants of the move that was made, once on each connection.
   * @param {State} state
   */
  async #answer({ phase, round, you }) {
    const secret = this.#secret;
    if (secret?.round !== round) return;
    if (["countdown", "commit"].includes(phase) && !you.has_committed && this.#said.commit !== round) {
      this.#said.commit = round;
      this.#say({ type: "commit", round, hash: await commitment(secret, this.#fan) });
    }
    if (phase === "reveal" && you.has_committed && !you.has_revealed && this.#said.reveal !== round) {
      this.#said.reveal = round;
      this.#say({ type: "reveal", ...secret });
    }
  }

  #ping() {
    this.#say({ type: "ping", sent: this.clock.own() });
  }

  /** @param {Record<string, unknown>} message */
  #say(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** @param {string} [token] */
  #keep(token = Room.kept(this.code)?.token) {
    const kept = { name: this.#first.name, token, secret: this.#secret };
    keep(place(this.code), JSON.stringify(kept), "sessionStorage");
  }
}
