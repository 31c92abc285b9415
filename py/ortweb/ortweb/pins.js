/**
 * sha256 of onnxruntime-web's dist files, as `fetch` takes it: those of the version below, and no others, are what this
 * bridge was tested with.
 */
export const VERSION = "1.30.0";

/** @type {Readonly<Record<string, string>>} */
export const PINS = {
  "ort.wasm.min.mjs": "sha256-IZ5qH8ipk4Jo0Y78o8kdMQvS9KWbvRN0TfWyt/xs7js=",
  "ort-wasm-simd-threaded.mjs": "sha256-4T9/lPxRtMpysS+use6V9Kzm37yJObxxiqvcCifEKZs=",
  "ort-wasm-simd-threaded.wasm": "sha256-M5jBDQfSKb2Rs2RUjhMODlGo5XBLiMfAg+u+t4hC3uI=",
  "ort.webgpu.min.mjs": "sha256-Pf//cYEbwTo6PZWRxXyl7lc1uPXz6veJUQsCuwQK46A=",
  "ort-wasm-simd-threaded.asyncify.mjs": "sha256-PRyFmVNku2QzAvxv2Hegw7pa5yQBgV4PJIKKU9kZHig=",
  "ort-wasm-simd-threaded.asyncify.wasm": "sha256-OfnwiU1HiABIftn32+kmGEmNsyDPVcjj2Jrf+NzmWNo=",
  "ort.webgl.min.mjs": "sha256-v507+VibfK7NTz7T/M182xUhDJCOj1H2L7qf3wpTKvk=",
};
