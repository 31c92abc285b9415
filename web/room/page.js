import { find } from "../dom.js";
import { speak } from "../speak.js";
import { keep, recall } from "../storage.js";
import { texts } from "../texts.js";
import { Room } from "./room.js";
import { View } from "./view.js";

/**
 * The page of a room: at `/play` to open one, at `/play/CODE` to join it. The anchor's and the fan's page are the same,
 * but for what the anchor may do.
 */
speak(texts.play);
const code = document.documentElement.dataset.code ?? "";
const room = new Room();
const view = new View(room, send);
const name = find("name", HTMLInputElement);
const door = find("door", HTMLFormElement);
const alert = find("alert", HTMLElement);
let isTicking = false;
/** @type {import("./camera.js").Camera | null} */
let camera = null;

room.on = {
  entered() {
    door.hidden = true;
    find("room", HTMLElement).hidden = false;
    find("invite", HTMLElement).hidden = !room.isAnchor;
    alert.textContent = "";
    if (room.isAnchor) invite();
  },
  state(state) {
    view.show(state);
    const isBetween = ["lobby", "result", "over"].includes(state.phase);
    // Two by link are equals: either begins. Who opened the room closes it.
    const isDuel = state.size === 1;
    find("rule", HTMLElement).hidden = !room.isAnchor && !(isDuel && state.has_anchor);
    find("elimination-choice", HTMLElement).hidden = isDuel;
    find("close", HTMLElement).hidden = !room.isAnchor;
    find("start", HTMLButtonElement).disabled = !isBetween;
    find("next", HTMLButtonElement).disabled = state.phase !== "result";
    if (!isTicking) tick();
  },
  lost() {
    alert.textContent = texts.play.lost;
  },
  failed(code, isFinal) {
    const refusals = /** @type {Record<string, string>} */ (texts.play.refusals);
    alert.textContent = refusals[code] ?? code;
    if (!isFinal) return;
    document.documentElement.dataset.phase = "failed";
    find("room", HTMLElement).hidden = true;
    // A name can be mended, and a place that is lost asked for again.
    door.hidden = code === "room-missing" || code === "room-closed";
    door.classList.remove("busy");
    name.focus();
  },
};

/** @param {number} fans */
function enter(fans) {
  if (!crypto.subtle) {
    alert.textContent = texts.play.insecure;
    return;
  }
  alert.textContent = "";
  keep("oivis.name", name.value);
  if (code) room.join(code, name.value);
  else room.open(name.value, fans, new URLSearchParams(location.search).get("campaign") ?? "");
}

function invite() {
  const address = `${location.origin}/play/${room.code}`;
  find("code", HTMLElement).textContent = room.code;
  find("qr", HTMLImageElement).src = `/rooms/${room.code}/qr.svg`;
  const link = find("link", HTMLAnchorElement);
  link.href = link.textContent = address;
  // Loaded again, the page comes back to this room.
  if (!code) history.replaceState(null, "", address + location.search);
}

/** @param {import("./secret.js").Move} move */
function send(move) {
  if (room.send(move) && room.state) view.show(room.state);
}

/** Play by hand from now on; taps go on to count. */
async function open() {
  const button = find("camera", HTMLButtonElement);
  button.disabled = true;
  const { Camera } = await import("./camera.js");
  camera ??= new Camera(
    (sentence) => {
      alert.textContent = sentence;
    },
    (move) => view.see(move),
  );
  try {
    await camera.start();
    button.hidden = true;
  } catch {
    button.disabled = false; // why is said already
  }
}

function tick() {
  isTicking = view.tick();
  const shown = room.state && camera?.look(room.state, room.clock.now());
  if (isTicking && shown) send(shown);
  if (isTicking) requestAnimationFrame(tick);
}

door.addEventListener("submit", (event) => {
  event.preventDefault();
  const by = /** @type {HTMLButtonElement | null} */ (/** @type {SubmitEvent} */ (event).submitter);
  enter(by?.value === "one" ? 1 : 5000);
});
find("start", HTMLButtonElement).addEventListener("click", () => {
  room.start(find("elimination", HTMLInputElement).checked);
});
find("next", HTMLButtonElement).addEventListener("click", () => room.next());
find("camera", HTMLButtonElement).addEventListener("click", () => void open());
find("close", HTMLButtonElement).addEventListener("click", () => room.close());

name.value = recall("oivis.name") ?? "";
const kept = code ? Room.kept(code) : null;
if (kept) {
  name.value = kept.name;
  enter(0);
}
