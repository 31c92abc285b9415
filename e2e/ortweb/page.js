// window.python(code) runs code in the worker, once the worker is up.
const worker = new Worker("/worker.js", { type: "module" });
const waiting = new Map();
const answer = (id) => new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
const up = answer(0);
worker.onmessage = ({ data: { id, result, error } }) => {
  const { resolve, reject } = waiting.get(id);
  waiting.delete(id);
  error === undefined ? resolve(result) : reject(new Error(error));
};
worker.onerror = (event) => waiting.get(0)?.reject(new Error(event.message));

let last = 0;
window.python = async (code) => {
  await up;
  const id = ++last;
  worker.postMessage({ id, code });
  return answer(id);
};
