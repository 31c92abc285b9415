/**
 * The worker in which everything heavy runs: Pyodide, onnxruntime-web and WebGL2 on the page's canvas.
 *
 * From the page:
 *   boot    {canvas (transferred), config, providers, threads, landmarks, scene, own, isStill, output, isCovered, lock}   first, once
 *   source  {source, mirrored}           a new source; what comes of another one is closed
 *   stream  {source, readable (transferred), rate}     frames of a track, so many a second
 *   frame   {source, picture (transferred), timestamp}     one frame
 *   still   {source, picture (transferred)}        one picture, shown on and on
 *   halt    {}                           no more frames
 *   do      {command, by}
 *   scene   {id}
 *   open    {isOpen}
 *   motion  {isStill}
 *   room    {aspect}                     of the place that the picture is shown in
 *   overlay {picture (transferred) | null}    lies over all that is drawn
 *   end     {name}                       a plug-in is switched off
 *   press   {name, button}               a button of a plug-in
 *   ask     {id, what, given}            what: a key of `asks` below; a video's frame in given is transferred
 *
 * To the page:
 *   alive   {}                           the lock is held: when it is free again, this worker is gone
 *   part    {part: "scenes" | "python" | "models" | "more"}       loaded; more: a model that Python asked for later
 *   bytes   {bytes}                      of the network, so far
 *   booted  {scenes, trials}
 *   shown   {source, width, height}      a frame is done; no size where nothing was drawn
 *   composed {source}                    the scene is on the screen, for the first time of this source
 *   event   {kind, record}               what Python emits
 *   turn    {plugin}                     that plug-in is at work; "" when it has given back the word
 *   lost    {}                           the graphics context; frames come again once it is back
 *   answer  {id, value, error}           matte's data is transferred
 *   failed  {code, message}              the stage cannot run
 */
import { count, hold } from "./alive.js";
import { Arrival } from "./arrival.js";
import { stageOf } from "./campaign/stage.js";
import { Drawing } from "./drawing.js";
import { StageError } from "./error.js";
import { Figures } from "./figures.js";
import { Frames } from "./frames.js";
import { hostOf } from "./host.js";
import { openModels } from "./models.js";
import { register } from "./ortweb/bridge.js";
import { Over } from "./over.js";
import { id as ownId } from "./own/own.js";
import { heapOf, Plugins } from "./plugins.js";
import { bootStage, startPython } from "./python.js";
import { texts } from "./texts.js";

/** @typedef {import("./python.js").PythonStage} PythonStage */
/** @typedef {import("./remote.js").Boot} Boot */

const figures = new Figures();
const frames = new Frames(show);
const drawing = new Drawing(figures);
const arrival = new Arrival((source) => {
  post("composed", { source });
  if (openRest) void openHands();
});
const began = performance.now();
/** @type {Record<string, number>} */
const boot_ms = {};
/** @type {import("./ortweb/bridge.js").Engine} */
let engine;
/** @type {PythonStage | null} */
let stage = null;
/** @type {Over | null} */
let over = null;
/** @type {Plugins | null} */
let plugins = null;
/** Opens the models of the hands; null before it can be done, and from then on.
 * @type {(() => Promise<void>) | null} */
let openRest = null;
/** Settled when the hands' models are open, or are not to be had. */
const hands = Promise.withResolvers();
let mirrored = false;
let still = false;
let bytes = 0;

/** @type {Record<string, (message: any) => unknown>} */
const receive = {
  boot,
  source(message) {
    mirrored = Boolean(message.mirrored);
    arrival.reset();
    frames.begin(message.source);
    void frames.between(() => stage?.reset());
  },
  stream: ({ readable, source, rate }) => frames.stream(readable, source, mirrored, rate),
  frame: ({ picture, timestamp, source }) =>
    frames.offer({ picture, timestamp, mirrored, source, kept: false }),
  still: ({ picture, source }) => frames.still(picture, source),
  halt: () => frames.halt(),
  do: ({ command, by }) => stage?.do(command, by),
  scene: ({ id }) => stage?.scene(id),
  open: ({ isOpen }) => stage?.open(isOpen),
  room: ({ aspect }) => stage?.room(aspect),
  end: ({ name }) => frames.between(() => stage?.end(name)),
  press: ({ name, button }) => frames.between(() => stage?.press(name, button)),
  motion({ isStill }) {
    still = isStill;
    drawing.still(isStill);
    stage?.still(isStill);
  },
  overlay: ({ picture }) => drawing.overlay(picture),
  ask: ({ id, what, given }) => answer(id, what, given),
};

self.onmessage = ({ data }) => {
  if (!Object.hasOwn(receive, data?.type)) {
    throw new Error(`the worker knows no message ${data?.type}; it knows ${Object.keys(receive).join(", ")}`);
  }
  receive[data.type](data);
};

/**
 * @param {string} type
 * @param {object} [message]
 * @param {Transferable[]} [transfer]
 */
function post(type, message = {}, transfer = []) {
  self.postMessage({ type, ...message }, { transfer });
}

/** @param {Boot} wanted */
async function boot(wanted) {
  hold(wanted.lock, () => post("alive"));
  count((all) => {
    bytes = all;
    post("bytes", { bytes });
  });
  still = wanted.isStill;
  drawing.still(still);
  try {
    const [python, models, renderer, campaign] = await Promise.all([
      part("python", startPython(wanted.config.assets.pyodide)),
      part("models", openModels(wanted, figures)),
      part("scenes", drawing.prepare(wanted, lost)),
      wanted.config.campaign ? stageOf(wanted.config.campaign) : null,
    ]);
    engine = models.engine;
    register(python, engine);
    const host = hostOf({
      renderer,
      engine,
      sessions: models.sessions,
      models: models.json,
      figures,
      mustCover: wanted.isCovered,
      output: wanted.output,
      landmarks: wanted.landmarks,
      campaign,
      async open(name) {
        if (await models.bring(name)) post("part", { part: "more" });
      },
      resize(wish) {
        drawing.scale = wish;
      },
      composed() {
        drawing.isComposed = true;
      },
      emit: (kind, json) => post("event", { kind, record: JSON.parse(json) }),
      turn: (plugin) => post("turn", { plugin }),
      heap: () => heapOf(python),
    });
    const { stage: booted, showFrame } = await part("stage", bootStage(python, host));
    booted.still(still);
    over = new Over(booted, renderer);
    plugins = new Plugins(python, booted, wanted.config);
    await enter(booted, over, wanted);
    stage = booted;
    drawing.showFrame = showFrame;
    post("booted", { scenes: JSON.parse(booted.scenes()), trials: engine.trials });
    openRest = models.rest;
    // Where a viewer waits for a picture, that comes first.
    if (frames.isIdle) void openHands();
  } catch (error) {
    frames.halt();
    post("failed", told(error));
  }
}

/**
 * Go to the scene that the page wants first. One that cannot be had is told, and the first of all is shown.
 * @param {PythonStage} stage
 * @param {Over} over
 * @param {Boot} wanted
 */
async function enter(stage, over, { scene, own }) {
  if (own) await over.own(own).catch((error) => report(told(error)));
  if (scene && scene !== ownId) stage.scene(scene);
}

/** The hands are watched as soon as their models are there. Without them there are scenes, keys and touch. */
async function openHands() {
  const open = openRest;
  openRest = null;
  try {
    await open?.();
    boot_ms.hands = performance.now() - began;
  } catch (error) {
    report(told(error));
  } finally {
    hands.resolve(null);
  }
}

/** @param {{code: string, message: string}} error with which the stage goes on */
function report(error) {
  post("event", { kind: "error", record: { ...error, timestamp: drawing.shownAt } });
}

/**
 * What the viewer is told of a failure; whoever looks for its cause finds that in the console.
 * @param {unknown} error
 * @returns {{code: string, message: string}}
 */
function told(error) {
  const { code, message, cause } = /** @type {StageError} */ (error);
  console.error(cause ?? error);
  // A DOMException has a code too: a number, and none of ours.
  const known = typeof code === "string" ? code : "worker-crashed";
  const sentences = /** @type {Record<string, string>} */ (texts.errors);
  return { code: known, message: sentences[known] ?? message };
}

/**
 * @template T
 * @param {string} name
 * @param {Promise<T>} job
 */
async function part(name, job) {
  const result = await job;
  boot_ms[name] = performance.now() - began;
  post("part", { part: name });
  return result;
}

/** The graphics context is gone. */
function lost() {
  arrival.reset();
  post("lost");
}

/** @param {import("./frames.js").Shot} shot */
async function show(shot) {
  const size = await drawing.draw(shot);
  post("shown", { source: shot.source, ...size });
  if (!drawing.isComposed) return;
  boot_ms.frame ??= performance.now() - began;
  arrival.composed(shot.source);
}

/**
 * @param {number} id
 * @param {keyof typeof asks} what
 * @param {any} given
 */
async function answer(id, what, given) {
  try {
    /** @type {any} */
    const value = await asks[what](given);
    const owned = value && "data" in value ? [value.data.buffer] : [];
    post("answer", { id, value }, owned);
  } catch (error) {
    post("answer", { id, error: told(error) });
  }
}

const asks = {
  stats,
  matte: () => frames.between(() => drawing.matte()),
  snapshot: (/** @type {{type?: string}} */ wish) => drawing.snapshot(frames, wish?.type ?? "image/png"),
  async whole(/** @type {{isWhole: boolean}} */ { isWhole }) {
    await drawing.keepWhole(isWhole);
    return {};
  },
  chain: (/** @type {string} */ links) => demandOver().chain(links),
  picture: (/** @type {[string, Blob]} */ given) => demandOver().picture(...given),
  own: (/** @type {import("./own/own.js").Given} */ given) => frames.between(() => demandOver().own(given)),
  turn: (/** @type {VideoFrame} */ frame) => frames.between(() => demandOver().turn(frame)),
  async play(/** @type {import("./plugins.js").Wish} */ wish) {
    if (!plugins) throw new StageError("unsupported", texts.trouble.notRunning);
    const { name } = wish;
    await plugins.bring(name);
    return frames.between(() => plugins?.play(wish));
  },
  change: (/** @type {{name: string, params: object}} */ { name, params }) =>
    frames.between(() => plugins?.change(name, params)),
  /** What was fetched when all was: an offline visit needs it again. */
  async addresses() {
    await hands.promise;
    return performance.getEntriesByType("resource").map(({ name }) => name);
  },
};

function stats() {
  return {
    frames: figures.frames,
    dropped: frames.dropped,
    fps: figures.fps,
    provider: engine?.provider ?? null,
    threads: engine?.threads ?? 0,
    trials: engine?.trials ?? [],
    ms: figures.read(),
    boot_ms,
    bytes,
    stage: stage ? JSON.parse(stage.stats()) : null,
  };
}

function demandOver() {
  if (!over) throw new StageError("unsupported", texts.trouble.notRunning);
  return over;
}
