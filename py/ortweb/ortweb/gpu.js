import { byteLength, kindsOf } from "./tensor.js";

/**
 * Tensors in a WebGPU device's memory. Any session of that device takes them without a copy.
 *
 * @typedef {import("./runtime.js").Runtime} Runtime
 * @typedef {import("./tensor.js").Tensor} Tensor
 */

// Names of the WebGPU specification, which TypeScript's DOM library does not know yet.
const MAP_READ = 0x1;
const COPY_SRC = 0x4;
const COPY_DST = 0x8;
const STORAGE = 0x80;

/** @param {number} bytes shaders and copies work on whole words; onnxruntime wants 16 bytes */
const padded = (bytes) => Math.max(16, Math.ceil(bytes / 16) * 16);

/** @param {Runtime} runtime */
const deviceOf = (runtime) => /** @type {any} */ (runtime.ort.env.webgpu.device);

/**
 * Copy bytes into a new tensor on the GPU.
 *
 * @param {Runtime} runtime of webgpu
 * @param {string} dtype
 * @param {Uint8Array} bytes
 * @param {readonly number[]} dims
 * @returns {Tensor}
 */
export function upload(runtime, dtype, bytes, dims) {
  const device = deviceOf(runtime);
  const size = padded(bytes.length);
  const gpuBuffer = device.createBuffer({
    size,
    usage: STORAGE | COPY_SRC | COPY_DST,
    mappedAtCreation: true,
  });
  new Uint8Array(gpuBuffer.getMappedRange()).set(bytes);
  gpuBuffer.unmap();
  return runtime.ort.Tensor.fromGpuBuffer(gpuBuffer, {
    dataType: /** @type {"float32"} */ (dtype),
    dims,
    download: async () =>
      /** @type {any} */ (runtime.tensor(dtype, await read(device, gpuBuffer, bytes.length), dims).data),
    dispose: () => gpuBuffer.destroy(),
  });
}

/**
 * Copy bytes into a tensor that is on the GPU.
 *
 * @param {Runtime} runtime of webgpu
 * @param {Tensor} tensor
 * @param {Uint8Array} bytes as many as the tensor has
 */
export function write(runtime, tensor, bytes) {
  const words = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  words.set(bytes);
  deviceOf(runtime).queue.writeBuffer(tensor.gpuBuffer, 0, words);
}

/**
 * Copy a tensor's values from the GPU. It stays there, which it would not after its own `getData`.
 *
 * @param {Runtime} runtime of webgpu
 * @param {Tensor} tensor
 * @returns {Promise<[string, Uint8Array]>} as `valuesOf` gives those that are not on a GPU
 */
export async function download(runtime, tensor) {
  const bytes = await read(deviceOf(runtime), tensor.gpuBuffer, byteLength(tensor.type, tensor.dims));
  return [kindsOf([tensor]), bytes];
}

/**
 * @param {any} device
 * @param {any} gpuBuffer
 * @param {number} length bytes that are wanted
 */
async function read(device, gpuBuffer, length) {
  const size = Math.min(padded(length), gpuBuffer.size);
  const staging = device.createBuffer({ size, usage: MAP_READ | COPY_DST });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(gpuBuffer, 0, staging, 0, size);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(MAP_READ);
  const bytes = new Uint8Array(staging.getMappedRange()).slice(0, length);
  staging.destroy();
  return bytes;
}
