/**
 * What is counted apart, by field: as server/figures/fields.toml, which says what each is. A test compares them.
 * @type {Record<string, string[]>}
 */
export const labels = {
  starts: ["camera", "demo", "file"],
  "first-scene": ["2", "4", "6", "10", "20", "more"],
  gestures: ["fist", "palm", "victory", "pointing", "thumb-up"],
  commands: ["confirm", "return", "next", "previous"],
  inputs: ["gesture", "keyboard", "touch", "page"],
  devices: ["quick", "fair", "slow"],
  errors: [
    "camera-denied",
    "camera-missing",
    "camera-busy",
    "camera-lost",
    "source-unreadable",
    "model-corrupt",
    "model-missing",
    "model-failed",
    "webgl-missing",
    "webgl-lost",
    "shader-compile",
    "python-failed",
    "worker-crashed",
    "unsupported",
    "microphone-denied",
    "publish-failed",
    "plugin-failed",
    "other",
  ],
};
