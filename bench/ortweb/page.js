/** Two workers, one for each side, that get the same jobs; `bench/ortweb/nodes.py` drives them. */

const LIMIT_MS = 30_000;

/** A side's worker, made anew after it hung or its runtime died. */
class Side {
  constructor(file) {
    this.file = file;
  }

  /** Answers `{outputs}`, or `{error}` with what was thrown. */
  async run(job) {
    this.worker ??= await this.#start();
    const answer = await this.#answer(job);
    if (answer.isDead) {
      this.worker.terminate();
      this.worker = null;
    }
    return answer;
  }

  async #start() {
    this.worker = new Worker(this.file + location.search, { type: "module" });
    const { error } = await this.#answer({ begin: true });
    if (error) throw new Error(error);
    return this.worker;
  }

  #answer(job) {
    return new Promise((resolve) => {
      const late = setTimeout(() => resolve({ error: "It did not end.", isDead: true }), LIMIT_MS);
      const end = (answer) => {
        clearTimeout(late);
        resolve(answer);
      };
      this.worker.onmessage = ({ data }) => end(data);
      this.worker.onerror = (event) => end({ error: event.message ?? "The worker died.", isDead: true });
      this.worker.postMessage(job);
    });
  }
}

const sides = { javascript: new Side("javascript.js"), python: new Side("python.js") };

/** Run each job on both sides, one after the other. */
window.both = async (jobs) => {
  const answers = [];
  for (const job of jobs) {
    const answer = {};
    for (const [name, side] of Object.entries(sides)) answer[name] = await side.run(job);
    answers.push(answer);
  }
  return answers;
};

const timed = new Side("speed.js");

/** Prepare a model, or time a turn of runs of it. */
window.speed = (job) => timed.run(job);
