import { find } from "../dom.js";
import { clock, megabytes } from "../format.js";
import { texts } from "../texts.js";
import { Microphone } from "./microphone.js";
import { Recording } from "./recorder.js";

/** @typedef {import("../error.js").StageError} StageError */

const every_ms = 250;

/** The viewer's recording: its button, its time and size, its pause. */
export class Take {
  #button = find("record", HTMLButtonElement);
  #bar = find("take", HTMLElement);
  #pause = find("take-pause", HTMLButtonElement);
  /** The viewer's own.
   * @type {Recording | null} */
  #recording = null;
  /** All that run, those of other code too.
   * @type {Set<Recording>} */
  #running = new Set();
  #isStarting = false;
  /** Called with what was recorded, whichever way it ended. */
  onmade = (/** @type {Blob} */ _made) => {};
  /** Called before the first one begins and after the last one has ended. */
  onchange = async (/** @type {boolean} */ _isOn) => {};
  ontrouble = (/** @type {StageError} */ _error) => {};

  /**
   * @param {() => HTMLCanvasElement | null} canvas the one that the stage is on
   * @param {() => boolean} wantsMicrophone
   */
  constructor(canvas, wantsMicrophone) {
    this.canvas = canvas;
    this.#button.addEventListener(
      "click",
      () => void (this.isOn ? this.stop() : this.#start(wantsMicrophone())),
    );
    this.#pause.addEventListener("click", () => {
      const isHeld = this.#pause.getAttribute("aria-pressed") !== "true";
      this.#pause.setAttribute("aria-pressed", String(isHeld));
      this.#recording?.hold("viewer", isHeld);
      this.#show();
    });
  }

  get isOn() {
    return this.#recording !== null;
  }

  /** End all of them. What was recorded is kept. */
  stop() {
    for (const recording of this.#running) void recording.stop();
  }

  /**
   * The stage has paused, or goes on: so do the recordings, each in the same file.
   * @param {boolean} isHeld
   */
  hold(isHeld) {
    for (const recording of this.#running) recording.hold("stage", isHeld);
    if (this.isOn) this.#show();
  }

  /**
   * Begin one that has no controls here.
   * @param {boolean} wantsMicrophone
   * @returns {Promise<Recording>}
   * @throws {StageError} `unsupported`, `microphone-denied`
   */
  async record(wantsMicrophone) {
    const microphone = wantsMicrophone ? await Microphone.open() : null;
    try {
      if (this.#running.size === 0) await this.onchange(true);
      const recording = new Recording(this.canvas(), microphone);
      this.#running.add(recording);
      void recording.ended.then(() => {
        this.#running.delete(recording);
        this.#rest();
      });
      return recording;
    } catch (error) {
      microphone?.close();
      this.#rest();
      throw error;
    }
  }

  #rest() {
    // A worker that has gone meanwhile made its frames as large as it would; so does the next.
    if (this.#running.size === 0) this.onchange(false).catch(() => {});
  }

  /** @param {boolean} wantsMicrophone */
  async #start(wantsMicrophone) {
    if (this.#isStarting) return;
    this.#isStarting = true;
    try {
      this.#recording = await this.record(wantsMicrophone);
    } catch (error) {
      this.ontrouble(/** @type {StageError} */ (error));
      return;
    } finally {
      this.#isStarting = false;
    }
    const timer = setInterval(() => this.#show(), every_ms);
    this.#pause.setAttribute("aria-pressed", "false");
    this.#show();
    // However it ends, what was recorded is the viewer's.
    const made = await this.#recording.ended;
    clearInterval(timer);
    this.#recording = null;
    this.#show();
    if (made.size) this.onmade(made);
  }

  #show() {
    const recording = this.#recording;
    this.#button.setAttribute("aria-pressed", String(Boolean(recording)));
    this.#button.setAttribute("aria-label", recording ? texts.recording.stop : texts.page.record);
    this.#bar.hidden = !recording;
    if (!recording) return;
    this.#bar.dataset.paused = String(recording.isPaused);
    find("take-time", HTMLElement).textContent = clock(recording.elapsed_ms / 1000);
    find("take-size", HTMLElement).textContent = recording.bytes ? megabytes(recording.bytes) : "";
    const isHeld = this.#pause.getAttribute("aria-pressed") === "true";
    const label = isHeld ? texts.recording.goOn : texts.page.pause;
    this.#pause.setAttribute("aria-label", label);
    this.#pause.title = label;
    this.#pause.querySelector("use")?.setAttribute("href", isHeld ? "#icon-play" : "#icon-pause");
  }
}
