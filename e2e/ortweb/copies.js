/**
 * Count copies of `bytes` or more, however they are made: `set`, `slice`, a new array from another.
 *
 * @param {ArrayBuffer} heap Python's memory
 * @param {number} bytes
 */
export function watchCopies(heap, bytes) {
  const seen = { fromPython: 0, toPython: 0, elsewhere: 0 };
  const count = (from, to) => {
    if ((from.byteLength ?? 0) < bytes) return;
    const isFrom = from === heap || from.buffer === heap;
    const isTo = to?.buffer === heap;
    seen[isFrom ? "fromPython" : isTo ? "toPython" : "elsewhere"] += 1;
  };
  const typed = Object.getPrototypeOf(Uint8Array.prototype);
  const undo = [];
  const patch = (owner, name, make) => {
    const was = Object.getOwnPropertyDescriptor(owner, name);
    Object.defineProperty(owner, name, { ...was, value: make(was.value) });
    undo.push(() => Object.defineProperty(owner, name, was));
  };
  patch(
    typed,
    "set",
    (set) =>
      function (source, offset) {
        count(source, this);
        return set.call(this, source, offset);
      },
  );
  for (const owner of [typed, ArrayBuffer.prototype, SharedArrayBuffer.prototype])
    patch(
      owner,
      "slice",
      (slice) =>
        function (...range) {
          const made = slice.apply(this, range);
          count(made, null);
          return made;
        },
    );
  for (const name of ["Uint8Array", "Int8Array", "Uint16Array", "Float32Array", "Int32Array"])
    patch(
      self,
      name,
      (Type) =>
        new Proxy(Type, {
          construct(target, given) {
            // A view of a buffer copies nothing.
            if (ArrayBuffer.isView(given[0]) || Array.isArray(given[0])) count(given[0], null);
            return Reflect.construct(target, given);
          },
        }),
    );
  return {
    seen,
    end() {
      for (const step of undo.splice(0)) step();
    },
  };
}
