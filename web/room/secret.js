/** @typedef {"rock" | "paper" | "scissors"} Move */

/**
 * A move that is made and not yet shown.
 * @typedef {object} Secret
 * @property {number} round
 * @property {Move} move
 * @property {string} nonce 32 hexadecimal digits
 */

/**
 * Hide a move.
 * @param {number} round
 * @param {Move} move
 * @returns {Secret}
 */
export function hide(round, move) {
  return { round, move, nonce: hex(crypto.getRandomValues(new Uint8Array(16))) };
}

/**
 * What is sent before the move is shown: the same hash as `server/rooms/tally.py` makes of it.
 * @param {Secret} secret
 * @param {string} fan who makes the move
 */
export async function commitment({ round, move, nonce }, fan) {
  const text = new TextEncoder().encode(`${move}:${nonce}:${round}:${fan}`);
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", text)));
}

/** @param {Uint8Array} bytes */
function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
