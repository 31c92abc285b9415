const step = 4;
const tau_s = 0.3;
const least = 0.01;
// Where a person is who sits in the middle of a picture.
const middle = { x: 0.5, y: 0.62 };

/** Where the viewer has moved to: the middle of their matte, smoothed. Scenes move with it (`u_look`). */
export class Look {
  x = 0;
  y = 0;
  #aim = { x: 0, y: 0 };
  #time_s = Number.NaN;

  /**
   * Take a matte in. One pixel of sixteen is enough, and 4096 of them take a hundredth of a millisecond.
   * @param {Uint8Array} data 0..255, row 0 at the top
   * @param {number} width
   * @param {number} height
   * @param {[number, number, number, number]} [focus] left, top, width, height of what it is of, in shares of the frame
   */
  see(data, width, height, [left, top, wide, high] = [0, 0, 1, 1]) {
    let [sum, across, down, count] = [0, 0, 0, 0];
    for (let y = step >> 1; y < height; y += step) {
      for (let x = step >> 1; x < width; x += step) {
        const value = data[y * width + x];
        sum += value;
        across += value * x;
        down += value * y;
        count += 255;
      }
    }
    const isThere = sum * wide * high > least * count;
    this.#aim.x = isThere ? within(2 * (left + (wide * across) / sum / width - middle.x)) : 0;
    this.#aim.y = isThere ? within(2 * (top + (high * down) / sum / height - middle.y)) : 0;
  }

  /**
   * Go towards where the viewer is; at once where nothing was seen before, or long ago.
   * @param {number} time_s the frame's
   */
  step(time_s) {
    const passed_s = time_s - this.#time_s;
    const share = passed_s >= 0 && passed_s < 1 ? 1 - Math.exp(-passed_s / tau_s) : 1;
    this.#time_s = time_s;
    this.x += share * (this.#aim.x - this.x);
    this.y += share * (this.#aim.y - this.y);
  }
}

/** @param {number} value */
function within(value) {
  return Math.min(1, Math.max(-1, value));
}
