// The peer's whole page: camera -> segmentation -> hands -> composite over a gradient, as in its own examples.
const video = document.querySelector("video");
const canvas = document.querySelector("canvas");
const context = canvas.getContext("2d");

// The peer at its best: on a software GPU its WebGL networks take nine times as long (1440 against 160 ms a frame).
const useCpuInference = new URLSearchParams(location.search).get("gpu") !== "1";

const locateFile = (folder) => (file) => `/modules/@mediapipe/${folder}/${file}`;
const selfie = new window.SelfieSegmentation({ locateFile: locateFile("selfie_segmentation") });
selfie.setOptions({ useCpuInference, modelSelection: 1, selfieMode: true });
const hands = new window.Hands({ locateFile: locateFile("hands") });
hands.setOptions({ useCpuInference, modelComplexity: 0, maxNumHands: 2, selfieMode: true });

let seen = 0;
selfie.onResults(({ segmentationMask, image }) => {
  const { width, height } = canvas;
  context.globalCompositeOperation = "copy";
  context.drawImage(segmentationMask, 0, 0, width, height);
  context.globalCompositeOperation = "source-in";
  context.drawImage(image, 0, 0, width, height);
  context.globalCompositeOperation = "destination-over";
  const sky = context.createLinearGradient(0, 0, 0, height);
  sky.addColorStop(0, "#234");
  sky.addColorStop(1, "#cde");
  context.fillStyle = sky;
  context.fillRect(0, 0, width, height);
});
hands.onResults(({ multiHandLandmarks }) => {
  seen += multiHandLandmarks.length;
});

let running = false;
let frames = 0;
/** @type {number[]} */
let times = [];

async function step() {
  if (!running) return;
  const start = performance.now();
  await selfie.send({ image: video });
  await hands.send({ image: video });
  times.push(performance.now() - start);
  frames += 1;
  video.requestVideoFrameCallback(step);
}

window.bench = {
  async open() {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
    await video.play();
    await selfie.send({ image: video });
    await hands.send({ image: video });
  },
  start() {
    [running, frames, times] = [true, 0, []];
    seen = 0;
    video.requestVideoFrameCallback(step);
  },
  stop() {
    running = false;
    return { frames, times, hands: seen };
  },
};
