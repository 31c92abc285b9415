import { Card } from "./card.js";
import { wishes } from "./config.js";
import { debug } from "./debug.js";
import { find } from "./dom.js";
import { Hud } from "./hud.js";
import { listen } from "./input.js";
import { Picker } from "./picker.js";
import { recordCanvas } from "./recorder.js";
import { Stage } from "./stage.js";
import { texts } from "./texts.js";
import { Veil } from "./veil.js";
import { keep } from "./visits.js";

/** @typedef {import("./recorder.js").Recorder} Recorder */

// While the viewer reads the card, what the start needs is loaded; the card itself comes first.
const warm_ms = 500;

speak();
const stage = new Stage();
const hud = new Hud();
const veil = new Veil();
const card = new Card();
const picker = new Picker((id) => stage.choose(id));
const screen = find("screen", HTMLElement);
const help = find("help", HTMLElement);
const recordButton = find("record", HTMLButtonElement);
const recordTime = find("record-time", HTMLElement);
/** @type {Recorder | null} */
let recorder = null;
let isKept = false;

stage.on = {
  state(state, error) {
    find("state", HTMLElement).textContent = texts.states[state];
    const kind = {
      idle: "none",
      running: "none",
      loading: stage.hasComposed ? "again" : "loading",
      paused: "paused",
      failed: "failed",
    };
    veil.show(/** @type {import("./veil.js").Kind} */ (kind[state]), error);
    for (const button of document.querySelectorAll("[data-live]")) {
      /** @type {HTMLButtonElement} */ (button).disabled = state !== "running";
    }
    if (state !== "running") hud.clear();
    // What was pressed is gone; a button outside the screen keeps its focus.
    const focused = document.activeElement ?? document.body;
    if (state === "loading" && (focused === document.body || screen.contains(focused))) {
      screen.focus({ preventScroll: true });
    }
    if (state === "failed") find("retry", HTMLButtonElement).focus({ preventScroll: true });
    if (state === "idle" || state === "failed") void recorder?.stop();
  },
  lost: () => veil.show("lost"),
  canvas(canvas) {
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", texts.page.stage);
    // What is recorded ends with the canvas that it is of.
    void recorder?.stop();
    find("picture", HTMLElement).querySelector("canvas")?.remove();
    find("picture", HTMLElement).prepend(canvas);
    veil.restart();
  },
  size: (width, height) => screen.style.setProperty("--aspect", String(width / height)),
  scenes: () => picker.list(stage.scenes, stage.scene),
  part: (part) => veil.part(part),
  bytes: (bytes) => veil.bytes(bytes),
  hud: (record) => hud.show(record),
};

/** @type {Record<string, (detail: any) => void>} */
const react = {
  async command({ command }) {
    if (command === "confirm") {
      if (card.isOpen) card.save();
      else await photo();
      return;
    }
    if (command === "return") leave();
    hud.announce(texts.commands[/** @type {"next"} */ (command)]);
  },
  scene({ scene }) {
    picker.mark(scene);
    const title = stage.scenes.find(({ id }) => id === scene)?.title;
    if (title && stage.state === "running") hud.say(title);
  },
  error({ message }) {
    // What follows the first line, such as a shader's source, is for the console.
    const [sentence] = message.split("\n");
    find("alert", HTMLElement).textContent = sentence;
    if (stage.state === "running") hud.say(sentence);
  },
};
for (const [kind, listener] of Object.entries(react)) {
  stage.events.addEventListener(kind, (event) => listener(/** @type {CustomEvent} */ (event).detail));
}

card.onchange = (isOpen) => {
  stage.open(isOpen || !help.hidden);
  if (!isOpen) screen.focus({ preventScroll: true });
};

listen(screen, (command, by) => {
  // Where nothing runs there is nobody to tell, but what lies open can be left.
  if (stage.state === "running") stage.do(command, by);
  else if (command === "return") leave();
});

for (const button of document.querySelectorAll("button[data-start]")) {
  const { start } = /** @type {HTMLElement} */ (button).dataset;
  button.addEventListener("click", () => void oivis.start(start === "demo" ? "demo" : "camera"));
}
find("retry", HTMLButtonElement).addEventListener("click", () => void oivis.start(stage.wanted ?? "camera"));
find("stop", HTMLButtonElement).addEventListener("click", () => stage.stop());
find("help-open", HTMLButtonElement).addEventListener("click", () => showHelp(help.hidden !== false));
find("help-close", HTMLButtonElement).addEventListener("click", () => showHelp(false));
recordButton.addEventListener("click", () => void record());

for (const button of document.querySelectorAll("button[data-file]")) {
  button.addEventListener("click", () => find("file", HTMLInputElement).click());
}
find("file", HTMLInputElement).addEventListener("change", ({ target }) => {
  const input = /** @type {HTMLInputElement} */ (target);
  const file = input.files?.[0];
  if (file) void oivis.start(file);
  input.value = "";
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) stage.pause();
  else void stage.resume();
});
const less = matchMedia("(prefers-reduced-motion: reduce)");
less.addEventListener("change", () => stage.still(less.matches));
stage.still(less.matches);

/** What other code drives the stage by; docs/house.md, section 7. */
const oivis = {
  get ready() {
    return stage.ready;
  },
  /** @param {import("./stage.js").Wanted} source */
  start(source) {
    const started = stage.start(source);
    void started.then(remember, () => {});
    return started;
  },
  stop: () => stage.stop(),
  stats,
  events: stage.events,
  /** @param {string} id */
  scene: (id) => stage.choose(id),
  get scenes() {
    return stage.scenes;
  },
  /** @param {unknown} links filters over every scene; docs/house.md, section 4 */
  chain: (links) => stage.over(links),
  /** @type {(name: string, file: Blob) => Promise<void>} */
  picture: (name, file) => stage.picture(name, file),
  matte: () => stage.ask("matte"),
  /** @returns {Promise<Blob>} */
  snapshot: () => stage.ask("snapshot"),
  record: async () => recordCanvas(stage.canvas),
  /** @param {string} command */
  do: (command) => stage.do(command, "page"),
};
Object.defineProperty(window, "oivis", { value: oivis });

find("state", HTMLElement).textContent = texts.states.idle;
if (wishes.isDebug) debug(stats);
if (wishes.autostart) void oivis.start(wishes.autostart === "demo" ? "demo" : "camera");
else if (!isThrifty()) setTimeout(() => stage.warm(), warm_ms);

/** Whether the viewer has asked for few bytes: then nothing is fetched before the start. */
function isThrifty() {
  return /** @type {{connection?: {saveData?: boolean}}} */ (navigator).connection?.saveData === true;
}

async function stats() {
  const own = performance.getEntriesByType("resource").concat(performance.getEntriesByType("navigation"));
  const bytes = own.reduce(
    (sum, entry) => sum + /** @type {PerformanceResourceTiming} */ (entry).transferSize,
    0,
  );
  const figures = await stage.ask("stats");
  return { ...figures, bytes: figures.bytes + bytes };
}

async function photo() {
  try {
    const picture = await stage.ask("snapshot");
    screen.classList.remove("flash");
    void screen.offsetWidth;
    screen.classList.add("flash");
    card.show(picture);
    hud.announce(texts.card.photo);
  } catch (error) {
    hud.say(/** @type {Error} */ (error).message);
  }
}

async function record() {
  if (recorder) {
    void recorder.stop();
    return;
  }
  try {
    recorder = recordCanvas(stage.canvas);
  } catch (error) {
    hud.say(/** @type {Error} */ (error).message);
    return;
  }
  const began = performance.now();
  const tick = () => {
    recordTime.textContent = texts.recording.time((performance.now() - began) / 1000);
  };
  const timer = setInterval(tick, 500);
  tick();
  recordButton.setAttribute("aria-pressed", "true");
  recordButton.setAttribute("aria-label", texts.recording.stop);
  // However it ends, what was recorded is the viewer's.
  const made = await recorder.ended;
  clearInterval(timer);
  recorder = null;
  recordButton.setAttribute("aria-pressed", "false");
  recordButton.setAttribute("aria-label", texts.page.record);
  recordTime.textContent = "";
  if (made.size) card.show(made);
}

/** Close what is open. */
function leave() {
  if (card.isOpen) card.close();
  else showHelp(false);
}

/** @param {boolean} isShown */
function showHelp(isShown) {
  help.hidden = !isShown;
  find("help-open", HTMLButtonElement).setAttribute("aria-expanded", String(isShown));
  if (isShown) find("help-close", HTMLButtonElement).focus({ preventScroll: true });
  stage.open(isShown || card.isOpen);
}

/** Once it runs, make the next visit short. */
async function remember() {
  if (isKept) return;
  isKept = true;
  try {
    await keep(() => stage.ask("addresses"));
  } catch (error) {
    // No room, or storage forbidden: the next visit costs as much as this one.
    console.warn(error);
  }
}

/** Fill the template with the words of `texts.js`. */
function speak() {
  const words = /** @type {Record<string, string>} */ (texts.page);
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = words[/** @type {HTMLElement} */ (element).dataset.text ?? ""];
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    const word = words[/** @type {HTMLElement} */ (element).dataset.label ?? ""];
    element.setAttribute("aria-label", word);
    if (element instanceof HTMLButtonElement) element.title = word;
  }
}
