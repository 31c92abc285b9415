import { StageError } from "../error.js";
import { texts } from "../texts.js";

/**
 * Ask for the microphone.
 * @returns {Promise<MediaStreamTrack>} its own; stopping it releases the device
 * @throws {StageError} `microphone-denied`
 */
export async function openMicrophone() {
  try {
    if (!navigator.mediaDevices) throw new Error("the page is not secure");
    const device = await navigator.mediaDevices.getUserMedia({ audio: true, video: false });
    return device.getAudioTracks()[0];
  } catch (cause) {
    throw new StageError("microphone-denied", texts.errors["microphone-denied"], { cause });
  }
}

/**
 * The viewer's microphone as a track that stays the same while the device comes and goes: a recording cannot change its
 * tracks, and a device that nobody listens to is released.
 */
export class Microphone {
  /** @type {MediaStreamTrack | null} */
  #device = null;
  #turn = 0;

  constructor() {
    this.context = new AudioContext();
    this.out = this.context.createMediaStreamDestination();
  }

  /**
   * Ask for it.
   * @returns {Promise<Microphone>}
   * @throws {StageError} `microphone-denied`
   */
  static async open() {
    const microphone = new Microphone();
    try {
      await microphone.#take();
      await microphone.context.resume();
      return microphone;
    } catch (error) {
      microphone.close();
      throw error;
    }
  }

  get track() {
    return this.out.stream.getAudioTracks()[0];
  }

  /** Release the device; the track is silent. */
  pause() {
    this.#turn += 1;
    this.#device?.stop();
    this.#device = null;
  }

  /** Take the device again. Where it is gone the track stays silent: the picture goes on. */
  async resume() {
    try {
      await this.#take();
    } catch (error) {
      console.warn(error);
    }
  }

  close() {
    this.pause();
    this.track.stop();
    if (this.context.state !== "closed") void this.context.close();
  }

  async #take() {
    this.pause();
    const turn = this.#turn;
    const device = await openMicrophone();
    // Meanwhile it was paused again, or closed: nobody listens any more.
    if (turn !== this.#turn) {
      device.stop();
      return;
    }
    this.#device = device;
    this.context.createMediaStreamSource(new MediaStream([device])).connect(this.out);
  }
}
