/** Notes of each sound: pitch in Hz, begin and length in seconds, loudness. */
const sounds = /** @type {Record<string, [number, number, number, number][]>} */ ({
  tick: [[880, 0, 0.07, 0.25]],
  go: [[1320, 0, 0.22, 0.3]],
  shutter: [
    [2400, 0, 0.03, 0.2],
    [1500, 0.07, 0.04, 0.2],
  ],
  pop: [[520, 0, 0.09, 0.3]],
  chime: [
    [1047, 0, 0.3, 0.2],
    [1568, 0.08, 0.4, 0.2],
  ],
  win: [
    [784, 0, 0.16, 0.22],
    [988, 0.13, 0.16, 0.22],
    [1318, 0.26, 0.4, 0.22],
  ],
  lose: [
    [440, 0, 0.2, 0.22],
    [330, 0.18, 0.4, 0.22],
  ],
});

/** The few sounds that plug-ins may make: nothing is downloaded. */
export class Sounds {
  /** @type {AudioContext | null} */
  #context = null;
  isMuted = false;

  /** @param {string} name */
  play(name) {
    if (this.isMuted || !Object.hasOwn(sounds, name)) return;
    this.#context ??= new AudioContext();
    const context = this.#context;
    // Without a press of the viewer's browsers keep it still; then there is no sound, and nothing else.
    if (context.state === "suspended") void context.resume();
    for (const [pitch, begin, length, loudness] of sounds[name]) {
      const [tone, volume] = [context.createOscillator(), context.createGain()];
      const start = context.currentTime + begin;
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(loudness, start);
      volume.gain.exponentialRampToValueAtTime(0.001, start + length);
      tone.connect(volume).connect(context.destination);
      tone.start(start);
      tone.stop(start + length);
    }
  }
}
