/**
 * One parameter of a filter, as the header has it.
 * @typedef {object} Param
 * @property {"number" | "vector" | "colour" | "table" | "picture"} type a number where the header says none
 * @property {Given} default
 * @property {number} [min] of a number, and of each component of a vector
 * @property {number} [max]
 * @property {string} about what it does, and what both ends mean
 */

/** @typedef {number | number[] | string} Given a value as a chain has it; a colour is "#rrggbb", a table or picture its name */

/** What GLSL calls each type; a vector's depends on its length. */
const glsl = { number: "float", colour: "vec3", table: "sampler2D", picture: "sampler2D" };

/**
 * What is wrong with a parameter of a header.
 * @param {any} param
 * @returns {string | null}
 */
export function check(param) {
  const { type = "number", min, max, about } = param ?? {};
  if (type !== "vector" && !Object.hasOwn(glsl, type))
    return `is of type ${type}; it must be one of number, vector, ${Object.keys(glsl).slice(1).join(", ")}`;
  if (!about) return "needs about";
  const start = param.default;
  if (type === "colour") return isColour(start) ? null : 'needs a default such as "#ff8000"';
  if (type === "table" || type === "picture")
    return typeof start === "string" ? null : "needs a name as its default, or nothing";
  const numbers = type === "vector" ? start : [start];
  if (type === "vector" && !(Array.isArray(start) && start.length >= 2 && start.length <= 4))
    return "needs a default of two to four numbers";
  const isWithin = numbers.every(
    (/** @type {any} */ one) => Number.isFinite(one) && min <= one && one <= max,
  );
  return isWithin ? null : "needs min <= default <= max";
}

/**
 * The value as a uniform takes it, numbers kept within their range.
 * @param {Param} param
 * @param {Given} value
 * @returns {number | number[] | string | null} a string names a picture; null where it is no such value
 */
export function read({ type, default: start, min = 0, max = 1 }, value) {
  const hold = (/** @type {number} */ one) => Math.min(max, Math.max(min, one));
  switch (type) {
    case "number":
      return typeof value === "number" && Number.isFinite(value) ? hold(value) : null;
    case "vector":
      return Array.isArray(value) &&
        value.length === /** @type {number[]} */ (start).length &&
        value.every(Number.isFinite)
        ? value.map(hold)
        : null;
    case "colour":
      return isColour(value)
        ? [1, 3, 5].map((at) => Number.parseInt(String(value).slice(at, at + 2), 16) / 255)
        : null;
    default:
      return typeof value === "string" ? value : null;
  }
}

/**
 * The line that declares a parameter's uniform.
 * @param {string} name of the uniform
 * @param {Param} param
 */
export function declare(name, { type, default: start }) {
  const kind = type === "vector" ? `vec${/** @type {number[]} */ (start).length}` : glsl[type];
  return `uniform ${kind} ${name};`;
}

/** @param {unknown} value */
function isColour(value) {
  return typeof value === "string" && /^#[0-9a-f]{6}$/i.test(value);
}
