import { expose } from "../api.js";
import { wishes } from "../config.js";
import { Stage } from "../stage.js";

/**
 * The page for streaming software (`?output=transparent`, `?output=green`): the picture and nothing else. Nobody sits
 * before it, so it starts by itself, and after a failure it tries again.
 */
const again_ms = 10_000;
const source = wishes.autostart === "demo" ? "demo" : "camera";

const stage = new Stage();
stage.on.canvas = (canvas) => document.body.replaceChildren(canvas);
stage.on.state = (state) => {
  if (state === "failed") setTimeout(() => stage.start(source), again_ms);
};
document.addEventListener("visibilitychange", () => {
  if (document.hidden) stage.pause();
  else void stage.resume();
});

expose(stage);
void stage.start(source);
