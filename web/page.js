import { expose, statsOf } from "./api.js";
import { bindings, dress, words } from "./campaign/campaign.js";
import { Counts } from "./campaign/counts.js";
import { Embedder } from "./campaign/embedder.js";
import { Handed } from "./campaign/handed.js";
import { Kiosk } from "./campaign/kiosk.js";
import { Offers } from "./campaign/offers.js";
import { keepTime } from "./campaign/schedule.js";
import { Coach } from "./coach.js";
import { config, isThrifty, wishes } from "./config.js";
import { debug } from "./debug.js";
import { find } from "./dom.js";
import { Effects } from "./effects.js";
import { Hud } from "./hud.js";
import { listen } from "./input.js";
import { isolate } from "./isolate.js";
import { Output } from "./output/output.js";
import { OwnPanel } from "./own/panel.js";
import { Picker } from "./picker.js";
import { Play } from "./play.js";
import { reload } from "./reload.js";
import { Sounds } from "./sounds.js";
import { speak } from "./speak.js";
import { Stage } from "./stage.js";
import { texts } from "./texts.js";
import { Veil } from "./veil.js";
import { keep } from "./visits.js";

// While the viewer reads the card, what the start needs is loaded; the card itself comes first.
const warm_ms = 500;

speak();
if (config.campaign) dress(config.campaign);
await keepTime();
const stage = new Stage();
const hud = new Hud();
const veil = new Veil();
const coach = new Coach((text) => hud.announce(text));
const output = new Output(stage);
const own = new OwnPanel(stage);
const picker = new Picker((id) => stage.choices.choose(id), own.tile);
const offers = new Offers();
const handed = wishes.isKiosk ? new Handed() : null;
const counts = new Counts(stage);
const embedder = new Embedder(stage);
const effects = new Effects((links) => stage.choices.over(links).catch(({ message }) => hud.say(message)));
const sounds = new Sounds();
const play = new Play({
  toggle(name, isOn) {
    if (isOn) void enable(name);
    else stage.choices.drop(name);
  },
  press: (name, button) => stage.choices.press(name, button),
  change: (name, params) => stage.choices.change(name, params).catch(({ message }) => hud.say(message)),
  mute(isMuted) {
    sounds.isMuted = isMuted;
  },
});
const screen = find("screen", HTMLElement);
const help = find("help", HTMLElement);
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
    if (state === "running") coach.begin();
    else hud.clear();
    // What was pressed is gone; a button outside the screen keeps its focus.
    const focused = document.activeElement ?? document.body;
    if (state === "loading" && (focused === document.body || screen.contains(focused))) {
      screen.focus({ preventScroll: true });
    }
    if (state === "failed") find("retry", HTMLButtonElement).focus({ preventScroll: true });
    output.state(state);
    embedder.state(state);
  },
  lost: () => veil.show("lost"),
  canvas(canvas) {
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", texts.page.stage);
    output.canvas(canvas);
    find("picture", HTMLElement).querySelector("canvas")?.remove();
    find("picture", HTMLElement).prepend(canvas);
    veil.restart();
  },
  size(width, height) {
    screen.style.setProperty("--aspect", String(width / height));
    output.size(width, height);
    embedder.size(width / height);
  },
  scenes: () => picker.list(stage.choices.scenes, stage.choices.scene),
  own: (wanted) => own.show(wanted),
  part(part) {
    if (part !== "more") return veil.part(part);
    isKept = false;
    void remember();
  },
  bytes: (bytes) => veil.bytes(bytes),
  hud: (record) => hud.show(record),
};

/** @type {Record<string, (detail: any) => void>} */
const react = {
  async command({ command, by, taken }) {
    if (by === "gesture") coach.hide();
    // It is done: a plug-in did something else with it, or what lay open is closed.
    if (taken) return;
    if (command === "confirm" && output.save()) return;
    if (command === "return" && leave()) return hud.announce(texts.commands.return);
    await act(bindings[/** @type {import("./config.js").Command} */ (command)]);
  },
  scene({ scene }) {
    picker.mark(scene);
    const title = stage.choices.scenes.find(({ id }) => id === scene)?.title;
    if (title && stage.state === "running") hud.say(title);
  },
  plugin(record) {
    play.hear(record);
    const { plugin, what } = record;
    if (what === "say") hud.say(record.text);
    if (what === "sound") sounds.play(record.sound);
    if (what === "photo") void photo();
    if (what === "off" && record.why) hud.say(texts.plugins.off(plugin, record.why));
  },
  error({ message }) {
    // What follows the first line, such as a shader's source, is for the console.
    const [sentence] = message.split("\n");
    find("alert", HTMLElement).textContent = sentence;
    // What lies open says it itself.
    if (stage.state === "running" && !output.isOpen) hud.say(sentence);
  },
};
for (const [kind, listener] of Object.entries(react)) {
  stage.events.addEventListener(kind, (event) => listener(/** @type {CustomEvent} */ (event).detail));
}

output.onchange = (isOpen) => {
  tellOpen();
  if (!isOpen) screen.focus({ preventScroll: true });
};
output.onclip = () => counts.add("clips");
// They lie over the same part of the picture: one of them is open.
const corners = [effects, play, own];
for (const part of corners) {
  part.onchange = () => {
    if (part.isOpen) for (const other of corners) if (other !== part && other.isOpen) other.open(false);
    tellOpen();
  };
}
offers.onchange = tellOpen;
if (handed) handed.onchange = tellOpen;

listen(screen, (command, by) => {
  // What lies open is left at once: the next key must not find it still there. Hands ask the worker first.
  if (command === "return" && leave()) {
    hud.announce(texts.commands.return);
    stage.did(command, by);
    return;
  }
  // Where nothing runs there is nobody to tell.
  if (stage.state === "running") stage.do(command, by);
});

for (const button of document.querySelectorAll("button[data-start]")) {
  const wanted = /** @type {HTMLElement} */ (button).dataset.start;
  button.addEventListener("click", () => void start(wanted === "demo" ? "demo" : "camera"));
}
find("retry", HTMLButtonElement).addEventListener("click", () => void start(stage.wanted ?? "camera"));
find("stop", HTMLButtonElement).addEventListener("click", () => stage.stop());
find("help-open", HTMLButtonElement).addEventListener("click", () => showHelp(help.hidden !== false));
find("help-close", HTMLButtonElement).addEventListener("click", () => showHelp(false));
find("coach-open", HTMLButtonElement).addEventListener("click", () => {
  showHelp(false);
  screen.focus({ preventScroll: true });
  coach.show();
});

for (const button of document.querySelectorAll("button[data-file]")) {
  button.addEventListener("click", () => find("file", HTMLInputElement).click());
}
find("file", HTMLInputElement).addEventListener("change", ({ target }) => {
  const input = /** @type {HTMLInputElement} */ (target);
  const file = input.files?.[0];
  if (file) void start(file);
  input.value = "";
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) stage.pause();
  else void stage.resume();
});
new ResizeObserver(([{ contentRect }]) => {
  if (contentRect.height) stage.choices.room(contentRect.width / contentRect.height);
}).observe(screen);
const less = matchMedia("(prefers-reduced-motion: reduce)");
less.addEventListener("change", () => stage.choices.still(less.matches));
stage.choices.still(less.matches);

expose(stage, { start, ...output.members });

find("state", HTMLElement).textContent = texts.states.idle;
for (const { name, params, waits } of config.plugins) if (!waits) void enable(name, params);
for (const name of wishes.plugins) void enable(name);
if (config.isTried) reload((sentence) => hud.say(sentence));
if (wishes.isDebug) debug(() => statsOf(stage));
if (config.campaign?.frame) output.members.frame(config.campaign.frame).catch((error) => stage.tell(error));
if (config.isStatic) {
  await isolate();
  config.isUnguarded = !navigator.serviceWorker?.controller;
  // For who waits until the page stays: not before its second load, where there is one.
  document.documentElement.dataset.isolated = String(self.crossOriginIsolated);
}
// What a campaign's viewer agrees to is read before the camera is asked for.
const startsItself = wishes.autostart === "demo" || (wishes.autostart === "camera" && !words);
const page = { start, leave, forget: () => output.forget(), greet: () => coach.show() };
if (wishes.isKiosk) new Kiosk(stage, page).begin();
else if (startsItself) void start(wishes.autostart === "demo" ? "demo" : "camera");
else if (!isThrifty()) setTimeout(() => stage.warm(), warm_ms);

/** @param {import("./stage.js").Wanted} source */
function start(source) {
  const started = stage.start(source);
  counts.start(source, started);
  void started.then(remember, () => {});
  return started;
}

/**
 * Switch a plug-in on, and say so where that fails.
 * @param {string} name
 * @param {object} [params]
 */
async function enable(name, params) {
  try {
    await stage.choices.play(name, params);
  } catch (error) {
    play.refuse(name);
    hud.say(/** @type {Error} */ (error).message);
  }
}

async function photo() {
  try {
    const picture = await stage.ask("snapshot", { type: output.photo });
    counts.add("photos");
    screen.classList.remove("flash");
    void screen.offsetWidth;
    screen.classList.add("flash");
    (handed ?? output).show(picture);
    embedder.photo();
    hud.announce(texts.card.photo);
  } catch (error) {
    hud.say(/** @type {Error} */ (error).message);
  }
}

/**
 * Do what a command is bound to; the scenes are the worker's.
 * @param {import("./config.js").Action} action
 */
async function act(action) {
  if (action.do === "photo") await photo();
  else if (action.do === "scene") hud.announce(texts.commands[action.to === "first" ? "return" : action.to]);
  else if (action.do === "say") hud.say(words?.lines[action.line] ?? "");
  else if (action.do === "product") offers.open(action.product);
  else if (action.do === "call") offers.open(null);
  else if (action.do === "play") {
    await enable(action.plugin, config.plugins.find(({ name }) => name === action.plugin)?.params);
  }
}

/** Close what is open; false where nothing is. */
function leave() {
  if (output.leave()) return true;
  if (handed?.isOpen) handed.close();
  else if (offers.isOpen) offers.close();
  else if (effects.isOpen) effects.open(false);
  else if (own.isOpen) own.open(false);
  else if (play.isOpen) play.open(false);
  else if (!help.hidden) showHelp(false);
  else return false;
  return true;
}

/** The worker leaves `return` to the page while something lies open. */
function tellOpen() {
  const parts = [output, handed, offers, effects, own, play];
  const isOpen = parts.some((part) => part?.isOpen) || !help.hidden;
  if (isOpen) coach.hide();
  stage.choices.open(isOpen);
}

/** @param {boolean} isShown */
function showHelp(isShown) {
  help.hidden = !isShown;
  find("help-open", HTMLButtonElement).setAttribute("aria-expanded", String(isShown));
  if (isShown) find("help-close", HTMLButtonElement).focus({ preventScroll: true });
  tellOpen();
}

/** Once it runs, and when more was loaded, make the next visit short. */
async function remember() {
  if (isKept) return;
  isKept = true;
  try {
    await keep(() => stage.ask("addresses"));
    document.documentElement.dataset.kept = "";
  } catch (error) {
    // No room, or storage forbidden: the next visit costs as much as this one.
    console.warn(error);
  }
}
