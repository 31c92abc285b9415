// Takes the place of web/matte/matte.js where the raw composite is measured: the model's matte, merely enlarged.
const edge = 2;
const cell = 4;

export class Matte {
  has = false;
  held = new Uint8Array(0);
  places = new Uint8Array(0);
  rest = new Uint8Array(0);
  person = new Uint8Array(0);
  room = new Uint8Array(0);
  codes = new Uint8Array(0);

  forget() {
    this.has = false;
  }

  take(fresh, _pixels, width, height) {
    if (this.held.length !== width * height) {
      const places = (width / cell) * (height / cell);
      this.held = new Uint8Array(width * height);
      // One program draws the whole frame: of the raw matte nothing is known to be room or person.
      this.places = new Uint8Array(places).fill(edge);
      this.rest = new Uint8Array(places);
      this.person = new Uint8Array(4 * places);
      this.room = new Uint8Array(4 * places);
      this.codes = new Uint8Array(width * height);
    }
    this.held.set(fresh);
    this.has = true;
  }
}
