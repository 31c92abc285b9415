// Runs in the page before its own scripts: keeps what `window.oivis.events` says, from the first event on.
(() => {
  const kinds = ["gesture", "command", "scene", "plugin", "error"];
  const events = [];
  const waiting = new Set();
  const note = (event) => {
    events.push({ kind: event.type, detail: JSON.parse(JSON.stringify(event.detail)) });
    for (const wake of waiting) wake();
  };
  // A page that starts by itself can fail before anyone could listen to it.
  const dispatch = EventTarget.prototype.dispatchEvent;
  EventTarget.prototype.dispatchEvent = function (event) {
    if (this === window.oivis?.events && kinds.includes(event.type)) note(event);
    return dispatch.call(this, event);
  };

  const encode = async (blob) =>
    new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.onerror = () => reject(reader.error);
      reader.onload = () => resolve(String(reader.result).split(",", 2)[1]);
      reader.readAsDataURL(blob);
    });
  const within = (promise, ms) =>
    Promise.race([promise, new Promise((resolve) => setTimeout(resolve, ms, { timeout: true }))]);

  window.oivisWatch = {
    events,
    /** The first event of a kind from index `from` on, with its index; null after `ms`. */
    async next(kind, from, ms) {
      const find = () => events.findIndex((event, index) => index >= from && event.kind === kind);
      let wake = () => {};
      const found = new Promise((resolve) => {
        wake = () => find() >= 0 && resolve(null);
        waiting.add(wake);
        wake();
      });
      await within(found, ms);
      waiting.delete(wake);
      const index = find();
      return index < 0 ? null : { index, ...events[index] };
    },
    /** How `window.oivis.ready` ended: null when it is still open after `ms`. */
    async ready(ms) {
      const settled = Promise.resolve(window.oivis.ready).then(
        () => ({ ok: true }),
        (error) => ({ ok: false, code: error.code, message: error.message }),
      );
      const result = await within(settled, ms);
      return "timeout" in result ? null : result;
    },
    async snapshot() {
      return encode(await window.oivis.snapshot());
    },
    async matte() {
      const { width, height, data, timestamp } = await window.oivis.matte();
      return { width, height, timestamp, data: await encode(new Blob([data])) };
    },
    encode,
  };
})();
