import { Words } from "./words.js";

/**
 * @typedef {import("./gl/renderer.js").Renderer} Renderer
 * @typedef {import("./ortweb/bridge.js").Engine} Engine
 * @typedef {import("./ortweb/bridge.js").Session} Session
 * @typedef {import("./figures.js").Figures} Figures
 * @typedef {{input: {shape: number[], border: "clamp" | "zero"}}} Model
 */

/**
 * What the stage in Python needs from the page; docs/house.md, section 3. Pixels stay on this side.
 *
 * @param {object} parts
 * @param {Renderer} parts.renderer
 * @param {Engine} parts.engine
 * @param {Record<string, Session>} parts.sessions those of models that come later are added
 * @param {string} parts.models `models.json`
 * @param {Figures} parts.figures
 * @param {boolean} parts.mustCover
 * @param {import("./config.js").Output | null} parts.output what takes the place of the scenes
 * @param {import("./config.js").Landmarks} parts.landmarks
 * @param {object | null} parts.campaign what it changes of the stage; docs/house.md, section 3
 * @param {(name: string) => void} parts.open makes a model ready that is not among the sessions yet
 * @param {(scale: number) => void} parts.resize
 * @param {() => void} parts.composed a frame is shown in its scene
 * @param {(kind: string, json: string) => void} parts.emit
 * @param {(plugin: string) => void} parts.turn which plug-in is at work; "" for none
 * @param {() => number} parts.heap bytes of memory that Python has
 */
export function hostOf({
  renderer,
  engine,
  sessions,
  models,
  figures,
  mustCover,
  output,
  landmarks,
  campaign,
  open,
  resize,
  composed,
  emit,
  turn,
  heap,
}) {
  /** @type {Record<string, Model>} */
  const specs = JSON.parse(models).models;
  /** @type {Map<string, ReturnType<Engine["tensor"]>>} */
  const samples = new Map();
  const words = new Words();
  /** The matte of the frame in hand; overwritten when its network runs again. */
  let latest = { data: /** @type {Uint8Array} */ (new Uint8Array(1)), width: 1, height: 1 };

  return {
    sessions,
    models,
    filters: JSON.stringify(renderer.headers()),
    mustCover,
    output: output ?? "",
    landmarks,
    campaign: campaign ? JSON.stringify(campaign) : "",

    /** @type {(model: string, cx: number, cy: number, width: number, height: number, rotation: number) => object} */
    sample(model, cx, cy, width, height, rotation) {
      return figures.time("sample", () => {
        const { shape, border } = specs[model].input;
        const pixels = renderer.sample(shape[2], shape[1], border, { cx, cy, width, height, rotation });
        let tensor = samples.get(model);
        if (tensor?.data !== pixels) {
          tensor = engine.tensor("uint8", pixels, shape);
          samples.set(model, tensor);
        }
        return tensor;
      });
    },

    /** @type {(tensor: {data: Uint8Array, dims: readonly number[]}, cx: number, cy: number, wide: number, high: number) => number[] | null} */
    matte({ data, dims: [, height, width] }, cx, cy, wide, high) {
      const region = { cx, cy, width: wide, height: high, rotation: 0 };
      latest = { data, width, height };
      return figures.time("render", () => renderer.matte(data, width, height, region));
    },

    /**
     * @param {string} name
     * @param {import("pyodide/ffi").PyBuffer} rgba [height, width, 4]
     */
    picture(name, rgba) {
      const view = rgba.getBuffer("u8clamped");
      try {
        const [height, width] = view.shape;
        renderer.picture(name, { width, height, data: new Uint8Array(view.data) });
      } finally {
        view.release();
      }
    },

    /** The matte made small, for plug-ins that want to know where the person is. */
    smallMatte() {
      const { data, width, height } = latest;
      const [left, top, wide, high] = renderer.focus;
      const [columns, rows] = [width, height].map((side) =>
        Math.ceil(side / Math.max(1, Math.floor(side / 64))),
      );
      const small = new Uint8Array(rows * columns);
      for (let row = 0, at = 0; row < rows; row++) {
        const y = Math.floor(((row / rows - top) / high) * height);
        for (let column = 0; column < columns; column++, at++) {
          const x = Math.floor(((column / columns - left) / wide) * width);
          if (x >= 0 && x < width && y >= 0 && y < height) small[at] = data[y * width + x];
        }
      }
      return { shape: [rows, columns], data: small };
    },

    /** @param {string} name */
    size: (name) => renderer.size(name),
    /** @type {(line: string, isBold: boolean) => number} */
    measure: (line, isBold) => words.measure(line, isBold),

    /** @type {(name: string, lines: string, width: number, height: number, isBold: boolean, isOutlined: boolean, align: "left" | "centre" | "right") => void} */
    text(name, lines, width, height, isBold, isOutlined, align) {
      renderer.picture(name, words.draw(JSON.parse(lines), width, height, isBold, isOutlined, align));
    },

    /** @param {string} name */
    drop: (name) => renderer.drop(name),

    /**
     * @param {string} runs JSON
     * @param {import("pyodide/ffi").PyBuffer} rows float32 [n, 12]
     */
    sprites(runs, rows) {
      const view = rows.getBuffer("f32");
      try {
        renderer.sprites({ runs: JSON.parse(runs), rows: new Float32Array(view.data) });
      } finally {
        view.release();
      }
    },

    turn,
    heap,

    /** @param {string} links */
    chain(links) {
      renderer.chain(JSON.parse(links));
    },

    /** @type {(index: number, name: string, json: string) => void} */
    params(index, name, json) {
      renderer.params(index, name, JSON.parse(json));
    },

    /** @param {number} timestamp_ms */
    render(timestamp_ms) {
      figures.time("render", () => renderer.render(timestamp_ms));
      composed();
    },

    /** @param {"frame" | "frosted"} kind */
    cover(kind) {
      figures.time("render", () => renderer.cover(kind));
    },

    forget() {
      renderer.forget();
    },

    open,
    resize,
    emit,
  };
}

/**
 * Let the runs of a session be counted to a part of the frame.
 * @param {Session} session
 * @param {Figures} figures
 * @param {import("./figures.js").Part} part
 */
export function timed(session, figures, part) {
  const call = session.call.bind(session);
  session.call = async (...feeds) => {
    const began = performance.now();
    try {
      const run = call(...feeds);
      figures.called(performance.now() - began);
      return await run;
    } finally {
      figures.add(part, performance.now() - began);
    }
  };
  return session;
}
