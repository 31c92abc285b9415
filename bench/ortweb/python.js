/** The same jobs by Python: `node.py` with the bridge under Pyodide. */
import { boot } from "./boot.js";

const started = boot("node.py");

self.onmessage = async ({ data: job }) => {
  try {
    const python = await started;
    const run = python.globals.get("run");
    self.postMessage(job.begin ? { outputs: [] } : JSON.parse(await run.callPromising(JSON.stringify(job))));
  } catch (error) {
    self.postMessage({ error: String(error), isDead: true });
  }
};
