import { words } from "../campaign/campaign.js";
import { Card } from "../card.js";
import { config } from "../config.js";
import { texts } from "../texts.js";
import { Feed } from "./feed.js";
import { Frame } from "./frame.js";
import { Microphone, openMicrophone } from "./microphone.js";
import { Panel } from "./panel.js";
import { Publication } from "./publish.js";
import { Take } from "./take.js";

/** @typedef {import("../stage.js").Stage} Stage */

const title = words?.title ?? "oivis";

/** All that leaves the screen: photos, clips, streams, and what the viewer does with them. */
export class Output {
  #card = new Card();
  #panel = new Panel();
  #feed = new Feed();
  #frame;
  #take;
  /** @type {Publication | null} */
  #publication = null;
  #publications = 0;
  /** Called when something that lies over the picture is opened or closed. */
  onchange = (/** @type {boolean} */ _isOpen) => {};
  /** Called when the viewer has recorded a clip. */
  onclip = () => {};

  /** @param {Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.#frame = new Frame((picture) => stage.overlay(picture));
    this.#take = new Take(
      () => stage.canvas,
      () => this.#panel.wantsMicrophone,
    );
    this.#take.onmade = (made) => {
      this.onclip();
      this.#card.show(made);
    };
    this.#take.ontrouble = (error) => stage.tell(error);
    this.#take.onchange = async (isOn) => {
      if (isOn || stage.canvas) await stage.ask("whole", { isWhole: isOn });
    };
    for (const part of [this.#card, this.#panel]) part.onchange = () => this.onchange(this.isOpen);
    this.#panel.onpublish = (address, token) => {
      this.publish(address, token, { audio: this.#panel.wantsMicrophone }).catch(() => {});
    };
    this.#panel.onstop = () => void this.#publication?.stop();
    addEventListener("beforeunload", (event) => {
      if (this.#take.isOn || this.#card.isFull) event.preventDefault();
    });
    addEventListener("pagehide", () => void this.#publication?.stop());
  }

  /** What other code may do with the picture; docs/house.md, section 7. */
  get members() {
    return {
      frame: (/** @type {string | null} */ url) => this.#frame.set(url),
      record: ({ audio = false } = {}) => this.#take.record(audio),
      stream: ({ audio = false } = {}) => this.stream(audio),
      publish: (/** @type {string} */ url, token = "", wish = {}) => this.publish(url, token, wish),
    };
  }

  get isOpen() {
    return this.#card.isOpen || this.#panel.isOpen;
  }

  /** Media type of the viewer's photos. */
  get photo() {
    return this.#panel.photo;
  }

  /** @param {import("../stage.js").State} state */
  state(state) {
    if (state === "idle" || state === "failed") this.#take.stop();
    else this.#take.hold(state !== "running");
  }

  /** @param {HTMLCanvasElement} canvas another one: what is recorded ends with the one before */
  canvas(canvas) {
    this.#take.stop();
    // It can be captured once it has been handed over.
    queueMicrotask(() => {
      this.#feed.show(canvas);
      this.#frame.again();
    });
  }

  /** @param {number} width @param {number} height of the picture */
  size(width, height) {
    this.#frame.resize(width, height);
  }

  /** @param {Blob} made a photo */
  show(made) {
    this.#card.show(made);
  }

  /** Save what lies open; false where nothing does. */
  save() {
    if (!this.#card.isOpen) return false;
    this.#card.save();
    return true;
  }

  /** Forget what was made, and what is being made. */
  forget() {
    this.#take.stop();
    this.#card.empty();
  }

  /** Close what lies open; false where nothing does. */
  leave() {
    const open = [this.#card, this.#panel].find((part) => part.isOpen);
    open?.close();
    return Boolean(open);
  }

  /**
   * The picture as a stream for an embedding page. Stopping its tracks ends it.
   * @param {boolean} wantsMicrophone
   * @returns {Promise<MediaStream>}
   */
  async stream(wantsMicrophone) {
    return this.#feed.stream(wantsMicrophone ? await openMicrophone() : null);
  }

  /**
   * Send the picture to a streaming server, in place of the one before.
   * @param {string} address
   * @param {string} token
   * @param {{audio?: boolean}} wish
   * @returns {Promise<Publication>}
   * @throws {import("../error.js").StageError} `publish-failed`, `microphone-denied`
   */
  async publish(address, token, { audio = false } = {}) {
    const turn = ++this.#publications;
    void this.#publication?.stop();
    this.#published("connecting", null);
    try {
      const microphone = audio ? await Microphone.open() : null;
      const publication = new Publication(this.#feed, token, microphone);
      publication.onstate = (state, error) => {
        if (turn === this.#publications) this.#published(state, error);
      };
      if (turn === this.#publications) this.#publication = publication;
      // The microphone took its time, and another one was begun.
      else await publication.stop();
      await publication.begin(address, config.whip);
      return publication;
    } catch (error) {
      // One that was begun meanwhile is what the panel shows.
      if (turn === this.#publications) {
        this.#published("ended", /** @type {import("../error.js").StageError} */ (error));
      }
      throw error;
    }
  }

  /**
   * @param {import("./publish.js").State} state
   * @param {import("../error.js").StageError | null} error
   */
  #published(state, error) {
    this.#panel.publishing(state, error?.message);
    if (error) this.stage.tell(error);
    else if (state === "live") document.title = `${texts.page.onAir} · ${title}`;
    if (state === "ended") document.title = title;
  }
}
