// What a browser keeps is a convenience: it may be forbidden, full, or gone.

/** @typedef {"localStorage" | "sessionStorage"} Place the second is the tab's, and goes with it */

/**
 * What was kept under a name; null where nothing is.
 * @param {string} name
 * @param {Place} [place]
 */
export function recall(name, place = "localStorage") {
  try {
    return self[place].getItem(name);
  } catch {
    return null;
  }
}

/**
 * Keep a text under a name, or where it is null nothing.
 * @param {string} name
 * @param {string | null} text
 * @param {Place} [place]
 */
export function keep(name, text, place = "localStorage") {
  try {
    if (text === null) self[place].removeItem(name);
    else self[place].setItem(name, text);
  } catch {
    // It is not there the next time.
  }
}
