import { StageError } from "../error.js";
import { check, read } from "./param.js";

/** @typedef {import("./param.js").Param} Param */
/** @typedef {import("./param.js").Given} Given */

/**
 * One drawing of a filter.
 * @typedef {object} Pass
 * @property {number} scale of the frame, above 0, at most 1
 * @property {"bytes" | "half"} format of what is drawn into
 */

/**
 * What the header of a `.frag` file says; `web/filters/README.md` has the rules.
 * @typedef {object} Header
 * @property {string} name
 * @property {string} about
 * @property {Kind} kind
 * @property {Record<string, Param>} params
 * @property {Pass[]} passes one where the header names none
 * @property {number | null} keep index of the pass that those after it see as `u_kept`
 * @property {string[]} uses names of the functions that it calls
 * @property {number} every a background is drawn in strips over this many frames; 0 once, for it stands still
 * @property {number} depth how far a background moves with the viewer, a share of the picture; 0 stays
 * @property {number} count of points
 * @property {boolean} survey whether a point filter looks at the whole picture first
 * @property {boolean} hides whether nothing of what it is given is seen where alpha is 0: what comes before is left out there
 */

/** @typedef {"point" | "area" | "background" | "points" | "matte" | "functions"} Kind */

/** @typedef {Header & {source: string}} Filter the header is a comment to GLSL, so the source is the whole file */

const kinds = ["point", "area", "background", "points", "matte", "functions"];
const formats = ["bytes", "half"];
const deepest = 0.1;
const known = [
  "name",
  "about",
  "kind",
  "params",
  "passes",
  "keep",
  "uses",
  "every",
  "depth",
  "survey",
  "count",
  "hides",
];

/**
 * Read one `.frag` file.
 * @param {string} name the file's name without `.frag`
 * @param {string} source
 * @returns {Filter}
 * @throws {StageError} `shader-compile`, saying what in the header is wrong
 */
export function parse(name, source) {
  /** @type {(what: string) => never} */
  const fail = (what) => {
    throw new StageError("shader-compile", `The filter ${name} has a bad header: ${what}.`);
  };
  const end = source.indexOf("}*/");
  if (!source.startsWith("/*{") || end < 0) fail("it must start with /*{ and end with }*/");
  /** @type {any} */
  let header = {};
  try {
    header = JSON.parse(source.slice(2, end + 1));
  } catch (error) {
    fail(`it is no JSON (${/** @type {Error} */ (error).message})`);
  }
  const strange = Object.keys(header).filter((key) => !known.includes(key));
  if (strange.length) fail(`it says ${strange.join(", ")}; known are ${known.join(", ")}`);
  if (header.name !== name) fail(`its name is ${header.name}, the file's is ${name}`);
  if (!header.about) fail("about is missing");
  if (!kinds.includes(header.kind)) fail(`its kind is ${header.kind}; it must be one of ${kinds.join(", ")}`);
  const params = Object.fromEntries(
    Object.entries(header.params ?? {}).map(([param, given]) => {
      const wrong = check(given);
      if (wrong) fail(`${param} ${wrong}`);
      return [param, /** @type {Param} */ ({ type: "number", .../** @type {object} */ (given) })];
    }),
  );
  const passes = header.passes ?? [{ scale: 1 }];
  for (const { scale, format = "bytes" } of passes) {
    if (!(scale > 0 && scale <= 1)) fail(`a pass has scale ${scale}; it must be above 0 and at most 1`);
    if (!formats.includes(format))
      fail(`a pass has format ${format}; it must be one of ${formats.join(", ")}`);
  }
  if (!((header.depth ?? 0) >= 0 && (header.depth ?? 0) <= deepest))
    fail(`depth is ${header.depth}; it must be 0 to ${deepest}`);
  if (header.keep !== undefined && !(header.keep in passes.slice(0, -1)))
    fail(`it keeps pass ${header.keep}; it must be the index of one that is not the last`);
  return {
    name,
    about: header.about,
    kind: header.kind,
    params,
    passes: passes.map((/** @type {Partial<Pass>} */ pass) => ({ format: "bytes", ...pass })),
    keep: header.keep ?? null,
    uses: header.uses ?? [],
    every: header.every ?? 1,
    depth: header.depth ?? 0,
    survey: header.survey ?? false,
    count: header.count ?? 0,
    hides: header.hides ?? false,
    source,
  };
}

/**
 * What a filter's uniform is for a parameter's value.
 * @param {Filter} filter
 * @param {string} name
 * @param {Given} value
 * @param {import("./pictures.js").Pictures | null} pictures
 * @returns {import("./program.js").Value} numbers kept within the range that the header gives
 */
export function uniform(filter, name, value, pictures) {
  const param = filter.params[name];
  const found = param && read(param, value);
  if (found === undefined || found === null) {
    const names = Object.keys(filter.params).join(", ") || "none";
    throw new RangeError(`${filter.name} has no ${name} = ${value}; its parameters are: ${names}`);
  }
  return typeof found === "string" ? (pictures?.get(found, param.type === "table") ?? null) : found;
}

/**
 * The uniforms of a filter, each with its parameter's default.
 * @param {Filter} filter
 * @param {import("./pictures.js").Pictures | null} [pictures] for filters that look at some
 * @returns {Record<string, import("./program.js").Value>}
 */
export function defaults(filter, pictures = null) {
  return Object.fromEntries(
    Object.entries(filter.params).map(([name, param]) => [
      `${filter.name}_${name}`,
      uniform(filter, name, param.default, pictures),
    ]),
  );
}
