/** @type {Record<string, string>} */
const keys = { Enter: "confirm", Escape: "return", ArrowRight: "next", ArrowLeft: "previous" };
// A finger that wandered less than this was no swipe, nor one that took longer or went up or down.
const swipe_px = 48;
const swipe_ms = 700;

/**
 * Keyboard and touch: every command without a hand in the air.
 * @param {HTMLElement} screen where swipes begin
 * @param {(command: string, by: "keyboard" | "touch" | "page") => void} act
 */
export function listen(screen, act) {
  document.addEventListener("keydown", (event) => {
    const command = keys[event.key];
    const target = /** @type {HTMLElement} */ (event.target);
    if (!command || event.repeat || event.altKey || event.ctrlKey || event.metaKey) return;
    if (target.matches("input, textarea, select, video")) return;
    // Enter on a button presses it.
    if (command === "confirm" && target.closest("button, a, summary")) return;
    event.preventDefault();
    act(command, "keyboard");
  });

  /** @type {{x: number, y: number, time: number} | null} */
  let began = null;
  screen.addEventListener(
    "pointerdown",
    ({ pointerType, clientX: x, clientY: y, timeStamp: time, isPrimary }) => {
      began = pointerType !== "mouse" && isPrimary ? { x, y, time } : null;
    },
  );
  screen.addEventListener("pointercancel", () => {
    began = null;
  });
  screen.addEventListener("pointerup", ({ clientX, clientY, timeStamp }) => {
    if (!began) return;
    const [dx, dy] = [clientX - began.x, clientY - began.y];
    const isSwipe =
      Math.abs(dx) >= swipe_px && Math.abs(dx) > 2 * Math.abs(dy) && timeStamp - began.time <= swipe_ms;
    began = null;
    // Leftwards brings the next one, as one turns a page.
    if (isSwipe) act(dx < 0 ? "next" : "previous", "touch");
  });

  for (const button of document.querySelectorAll("button[data-do]")) {
    button.addEventListener("click", (event) => {
      const isTouch = /** @type {PointerEvent} */ (event).pointerType === "touch";
      const command = /** @type {HTMLElement} */ (button).dataset.do;
      if (command) act(command, isTouch ? "touch" : "page");
    });
  }
}
