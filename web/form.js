import { make } from "./dom.js";

/**
 * JSON Schema of a plug-in's parameters, as `oivis/plugins/param.py` writes it.
 * @typedef {object} Schema
 * @property {Record<string, Field>} properties
 */

/**
 * @typedef {object} Field
 * @property {string} title
 * @property {"boolean" | "number" | "integer" | "string"} type
 * @property {any} default
 * @property {number} [minimum]
 * @property {number} [maximum]
 * @property {number} [maxLength]
 * @property {string[]} [enum]
 * @property {"color" | "lines"} [format]
 */

/**
 * The fields of a form: what is set in one is told at once.
 * @param {Schema} schema
 * @param {Record<string, any>} values
 * @param {(params: object) => void} onchange
 * @returns {HTMLElement[]}
 */
export function fields(schema, values, onchange) {
  return Object.entries(schema.properties).map(([name, field]) => {
    const row = make("label", "play-field");
    const input = inputOf(field, values[name]);
    input.addEventListener("change", () => onchange({ [name]: chosen(field, input) }));
    row.append(make("span", "", field.title || name), input);
    return row;
  });
}

/**
 * @param {Field} field
 * @param {any} value
 */
function inputOf(field, value) {
  if (field.enum) return selectOf(field.enum, value);
  if (field.format === "lines") {
    const area = make("textarea");
    area.rows = 4;
    area.maxLength = field.maxLength ?? -1;
    area.value = value;
    return area;
  }
  const input = make("input");
  if (field.type === "boolean") {
    input.type = "checkbox";
    input.checked = value;
  } else if (field.type === "string") {
    input.type = field.format === "color" ? "color" : "text";
    input.maxLength = field.maxLength ?? -1;
    input.value = value;
  } else {
    const { minimum = 0, maximum = 1 } = field;
    input.type = "range";
    input.min = String(minimum);
    input.max = String(maximum);
    input.step = field.type === "integer" ? "1" : String((maximum - minimum) / 200);
    input.value = String(value);
  }
  return input;
}

/**
 * @param {string[]} choices
 * @param {string} value
 */
function selectOf(choices, value) {
  const select = make("select");
  for (const choice of choices) select.append(new Option(choice, choice));
  select.value = value;
  return select;
}

/**
 * @param {Field} field
 * @param {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} input
 */
function chosen(field, input) {
  if (input instanceof HTMLInputElement) {
    if (field.type === "boolean") return input.checked;
    if (field.type !== "string") {
      // Steps of a range add up to a little more than its end.
      const { minimum = 0, maximum = 1 } = field;
      return Math.min(maximum, Math.max(minimum, input.valueAsNumber));
    }
  }
  return input.value;
}
