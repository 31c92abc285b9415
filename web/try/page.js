/** The page /ortweb: a program, a picture, what comes of them. docs/house.md, section 7. */
import { config } from "../config.js";
import { find, make } from "../dom.js";
import { get } from "../fetch.js";
import { speak } from "../speak.js";
import { keep, recall } from "../storage.js";
import { tag, texts } from "../texts.js";
import { edit } from "./editor.js";
import { readPicture, show } from "./picture.js";
import { Python } from "./python.js";

/** @typedef {import("./npy.js").Picture} Picture */
/** @typedef {{programs: {name: string, title: string, text: string}[], files: string[]}} Examples */
/** @typedef {keyof typeof words.states} State */

const KEPT = "ortweb-program";
const OWN = "own";

const words = texts.try;
const area = find("program", HTMLTextAreaElement);
const choice = find("examples", HTMLSelectElement);
const output = find("output", HTMLElement);
const runButton = find("run", HTMLButtonElement);
const stopButton = find("stop", HTMLButtonElement);
const after = find("after", HTMLCanvasElement);
const file = find("file", HTMLInputElement);

/** @type {State} */
let state = "loading";
/** @type {Picture} */
let picture;
/** @type {Map<string, string>} file name to address */
let files = new Map();
/** @type {Examples["programs"]} */
let programs = [];
/** What the visitor wrote. */
let own = recall(KEPT);

const python = new Python(config.assets, {
  onready: () => enter("idle"),
  onsaid: (text, isError) => write(text, isError ? "is-error" : ""),
  ondone(result, seconds) {
    if (result) show(after, result);
    after.hidden = !result;
    tell(words.done(new Intl.NumberFormat(tag, { maximumFractionDigits: 2 }).format(seconds)), "is-note");
    enter("idle");
  },
  onfailed(text) {
    tell(text, "is-error");
    enter("idle");
  },
  onodd(what) {
    tell(words.odd(what), "is-error");
    enter("idle");
  },
  onbroken(text) {
    tell(`${texts.errors["python-failed"]}\n${text}`, "is-error");
    enter("failed");
  },
});

/** @param {State} next */
function enter(next) {
  state = next;
  document.documentElement.dataset.oivis = next;
  find("state", HTMLElement).textContent = words.states[next];
  runButton.disabled = next !== "idle" || !picture;
  stopButton.disabled = next !== "running";
}

/**
 * @param {string} text
 * @param {string} kind
 */
function write(text, kind) {
  output.append(make("span", kind, text));
  output.scrollTop = output.scrollHeight;
}

/**
 * What the page itself says stands on a line of its own.
 *
 * @param {string} text
 * @param {string} kind
 */
function tell(text, kind) {
  const isLineEnd = /(^|\n)$/.test(output.textContent ?? "");
  write(isLineEnd ? text : `\n${text}`, kind);
}

function run() {
  if (state !== "idle" || !picture) return;
  output.replaceChildren();
  after.hidden = true;
  const named = [...files].filter(([name]) => area.value.includes(name));
  enter("running");
  // On a phone what comes of it is below the program.
  find("picture", HTMLElement).closest("section")?.scrollIntoView({ block: "nearest" });
  python.run(area.value, picture, named);
}

function stop() {
  if (state !== "running") return;
  python.stop();
  tell(words.stopped, "is-note");
  enter("loading");
}

/** @param {Blob} blob */
async function take(blob) {
  try {
    picture = await readPicture(blob);
    show(find("before", HTMLCanvasElement), picture);
  } catch {
    tell(words.unreadable, "is-error");
  }
  enter(state);
}

/** Show the program that is chosen; what the visitor wrote stays in the list. */
function choose() {
  const found = programs.find(({ name }) => name === choice.value);
  area.value = found ? found.text : (own ?? "");
  history.replaceState(null, "", found ? `#${found.name}` : location.pathname + location.search);
}

function type() {
  own = area.value;
  keep(KEPT, own);
  offerOwn();
  choice.value = OWN;
}

function offerOwn() {
  if (!choice.namedItem(OWN)) {
    const option = new Option(words.own, OWN);
    option.id = OWN;
    choice.prepend(option);
  }
}

async function list() {
  const examples = await get(new URL("examples.json", import.meta.url).href, "python-failed");
  /** @type {Examples} */
  const told = await examples.json();
  programs = told.programs;
  /** @type {Record<string, string>} */
  const titles = words.titles;
  choice.replaceChildren(...programs.map(({ name, title }) => new Option(titles[name] ?? title, name)));
  if (own) offerOwn();
  const asked = location.hash.slice(1);
  choice.value = programs.some(({ name }) => name === asked) ? asked : programs[0].name;
  choose();
  const listed = await (await get(`${config.assets.models}models.json`, "model-missing")).json();
  const models = Object.entries(listed.models).map(
    ([name, { files }]) => /** @type {const} */ ([`${name}.onnx`, config.assets.models + files.wasm.file]),
  );
  const small = told.files.map((name) => /** @type {const} */ ([name, new URL(name, import.meta.url).href]));
  files = new Map([...models, ...small]);
}

speak(words);
output.dataset.empty = words.empty;
enter("loading");
python.start();
edit(area, run);
area.addEventListener("input", type);
choice.addEventListener("change", choose);
runButton.addEventListener("click", run);
stopButton.addEventListener("click", stop);
find("choose", HTMLButtonElement).addEventListener("click", () => file.click());
file.addEventListener("change", () => file.files?.[0] && take(file.files[0]));
find("picture", HTMLElement).addEventListener("dragover", (event) => event.preventDefault());
find("picture", HTMLElement).addEventListener("drop", (event) => {
  event.preventDefault();
  const dropped = event.dataTransfer?.files[0];
  if (dropped) take(dropped);
});
await list();
await take(await (await get(`${config.assets.media}person.webp`, "source-unreadable")).blob());
