/** What the stage cannot do without and this browser lacks. */
export function lacking() {
  const needs = {
    WebAssembly: "WebAssembly" in self,
    OffscreenCanvas: "OffscreenCanvas" in self && "transferControlToOffscreen" in HTMLCanvasElement.prototype,
    "module workers": "Worker" in self && "locks" in navigator,
    "frame callbacks of videos": "requestVideoFrameCallback" in HTMLVideoElement.prototype,
  };
  return Object.entries(needs).flatMap(([name, has]) => (has ? [] : [name]));
}
