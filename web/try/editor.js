/** A text area in which code can be written: Tab, Shift+Tab and Enter indent; Escape lets the next Tab leave. */

const STEP = "    ";

/**
 * @param {HTMLTextAreaElement} area
 * @param {() => void} onrun Ctrl+Enter or Command+Enter
 */
export function edit(area, onrun) {
  let isLeaving = false;
  area.addEventListener("keydown", (event) => {
    const wasLeaving = isLeaving;
    isLeaving = event.key === "Escape" || (isLeaving && event.key === "Shift");
    if (event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      onrun();
    } else if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      insert(area, `\n${indentAfter(area.value.slice(0, area.selectionStart))}`);
    } else if (event.key === "Tab" && !wasLeaving && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      shift(area, event.shiftKey);
    }
  });
}

/**
 * The indentation of the line after a text.
 *
 * @param {string} before
 */
function indentAfter(before) {
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const indent = /^ */.exec(line)?.[0] ?? "";
  return /:\s*(#.*)?$/.test(line) ? indent + STEP : indent;
}

/**
 * Move the lines of a selection, or one indentation at the caret.
 *
 * @param {HTMLTextAreaElement} area
 * @param {boolean} isBack
 */
function shift(area, isBack) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const isOneLine = !value.slice(from, to).includes("\n");
  const start = value.lastIndexOf("\n", from - 1) + 1;
  if (isOneLine && !isBack) {
    insert(area, STEP.slice((from - start) % STEP.length));
    return;
  }
  const last = to > from && value[to - 1] === "\n" ? to - 1 : to;
  const next = value.indexOf("\n", last);
  const stop = next < 0 ? value.length : next;
  const lines = value.slice(start, stop).split("\n");
  const moved = lines.map((line) => (isBack ? line.replace(/^ {1,4}/, "") : line && STEP + line));
  area.setSelectionRange(start, stop);
  insert(area, moved.join("\n"));
  const first = Math.max(start, from + moved[0].length - lines[0].length);
  area.setSelectionRange(first, isOneLine ? first + to - from : start + moved.join("\n").length);
}

/**
 * Put a text in the place of what is selected, so that it can be undone.
 *
 * @param {HTMLTextAreaElement} area
 * @param {string} text
 */
function insert(area, text) {
  // Deprecated, and the only way that keeps the browser's list of what can be undone.
  const isDone = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
  if (!isDone) {
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input"));
  }
}
