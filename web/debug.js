import { find } from "./dom.js";

const every_ms = 500;

/**
 * Figures for whoever asked for them by `?debug=1`.
 * @param {() => Promise<any>} stats
 */
export function debug(stats) {
  const panel = find("debug", HTMLPreElement);
  panel.hidden = false;
  const show = async () => {
    try {
      panel.textContent = lines(await stats()).join("\n");
    } catch (error) {
      panel.textContent = /** @type {Error} */ (error).message;
    }
    setTimeout(show, every_ms);
  };
  void show();
}

/** @param {any} stats */
function lines({ fps, frames, dropped, provider, threads, trials, ms, boot_ms, bytes, stage }) {
  const round = (/** @type {number} */ value) => value.toFixed(1).padStart(6);
  const alone = self.crossOriginIsolated ? "" : "  (page not isolated: one thread)";
  return [
    `${fps.toFixed(1)} fps  ${frames} frames  ${dropped} dropped`,
    `${provider ?? "no provider yet"}  ${threads} threads${alone}`,
    ...trials
      .filter((/** @type {any} */ trial) => !trial.ok)
      .map((/** @type {any} */ trial) => `not ${trial.provider}: ${trial.reason}`),
    stage ? `level ${stage.level}  hands every ${stage.hands_every}  by ${stage.landmarks}` : "",
    "            p50    p95 ms",
    ...Object.entries(ms).map(([part, { p50, p95 }]) => `${part.padEnd(8)}${round(p50)} ${round(p95)}`),
    `boot ${Object.entries(boot_ms)
      .map(([part, time]) => `${part} ${(Number(time) / 1000).toFixed(2)}`)
      .join("  ")} s`,
    `${(bytes / 1e6).toFixed(2)} MB of the network`,
  ].filter(Boolean);
}
