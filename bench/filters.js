/** Times chains of filters over one picture of somebody; `bench/filters.py` drives it. */
import { Renderer } from "/web/gl/renderer.js";

const [width, height] = [640, 480];
const small = 256;

/** A slope with stripes and lamps, and a person's colour where the matte is. */
function picture() {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let at = 0; at < width * height; at++) {
    const [x, y] = [at % width, Math.floor(at / width)];
    const isPerson = covers(x / width, y / height);
    const grain = (x * 7919 + y * 104729) % 13;
    const lamp = x % 97 < 5 && y % 89 < 5 ? 120 : 0;
    const rgb = isPerson ? [205, 150, 125] : [60 + x / 8 + lamp, 70 + y / 8 + lamp, 90 + (x % 40) + lamp];
    data.set([...rgb.map((value) => value + grain), 255], at * 4);
  }
  return new ImageData(data, width, height);
}

function matte() {
  return Uint8Array.from({ length: small * small }, (_, at) =>
    covers((at % small) / small, Math.floor(at / small) / small) ? 255 : 0,
  );
}

/** A head and shoulders, a quarter of the picture. */
function covers(x, y) {
  const head = Math.hypot((x - 0.5) * 1.33, y - 0.42) < 0.18;
  return head || Math.hypot((x - 0.5) * 1.1, y - 1.0) < 0.4;
}

class Bench {
  async open(sources, named) {
    this.renderer = new Renderer(new OffscreenCanvas(width, height), sources);
    for (const [name, { width, height, data }] of Object.entries(named)) {
      const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
      this.renderer.picture(name, { width, height, data: bytes });
    }
    await this.renderer.ingest(picture(), false);
    this.renderer.matte(matte(), small, small);
    this.gl = this.renderer.context.gl;
    this.timer = this.gl.getExtension("EXT_disjoint_timer_query_webgl2");
    return this.timer ? "EXT_disjoint_timer_query_webgl2" : "a pixel read back";
  }

  /** Milliseconds of one frame of a chain: the mean of `frames`, after two that warm it up. */
  async time(links, frames) {
    this.renderer.chain(links);
    this.#draw(2);
    this.#wait();
    return this.timer ? this.#query(frames) : this.#clock(frames);
  }

  #clock(frames) {
    const began = performance.now();
    this.#draw(frames);
    this.#wait();
    return (performance.now() - began) / frames;
  }

  async #query(frames) {
    const { gl, timer } = this;
    const query = gl.createQuery();
    gl.beginQuery(timer.TIME_ELAPSED_EXT, query);
    this.#draw(frames);
    gl.endQuery(timer.TIME_ELAPSED_EXT);
    while (!gl.getQueryParameter(query, gl.QUERY_RESULT_AVAILABLE))
      await new Promise((done) => setTimeout(done));
    const elapsed_ns = gl.getQueryParameter(query, gl.QUERY_RESULT);
    gl.deleteQuery(query);
    return gl.getParameter(timer.GPU_DISJOINT_EXT) ? null : elapsed_ns / 1e6 / frames;
  }

  #draw(frames) {
    for (let frame = 0; frame < frames; frame++) {
      this.time_ms = (this.time_ms ?? 0) + 33;
      this.renderer.render(this.time_ms);
    }
  }

  /** Browsers take `finish` for `flush`; who reads a pixel back has waited. */
  #wait() {
    this.gl.bindFramebuffer(this.gl.FRAMEBUFFER, null);
    this.gl.readPixels(0, 0, 1, 1, this.gl.RGBA, this.gl.UNSIGNED_BYTE, new Uint8Array(4));
  }
}

Object.assign(window, { bench: new Bench() });
