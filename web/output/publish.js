import { StageError } from "../error.js";
import { texts } from "../texts.js";

/** @typedef {"connecting" | "live" | "ended"} State */

const patience_ms = 10_000;
const largestAnswer = 100_000;
const bitsPerSecond = 2_500_000;
/** What may stand in a header. */
const writable = /^[\x21-\x7e]*$/;
/** What a server means by its status. */
const refusals = /** @type {Record<number, "offer" | "token" | "address" | "codec" | "taken" | "busy">} */ ({
  400: "offer",
  401: "token",
  403: "token",
  404: "address",
  405: "address",
  406: "codec",
  409: "taken",
  415: "codec",
  422: "offer",
  429: "busy",
  503: "busy",
});

/**
 * The picture on its way to a streaming server by WHIP (RFC 9725): the offer goes by POST, the answer comes back, DELETE
 * ends it. Candidates are gathered before the offer is sent; the server is one that can be reached, so no STUN is needed.
 */
export class Publication {
  /** @type {State} */
  state = "connecting";
  /** Called when the state changes; with an error where it ended by itself. */
  onstate = (/** @type {State} */ _state, /** @type {StageError | null} */ _error) => {};
  #peer = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  /** Where DELETE goes. */
  #resource = "";
  #unfollow = () => {};
  #timer = 0;
  /** Rejects when it ends: what a peer had begun when it was closed never settles.
   * @type {PromiseWithResolvers<never>} */
  #over = Promise.withResolvers();

  /**
   * @param {import("./feed.js").Feed} feed
   * @param {string} [token] may be empty
   * @param {import("./microphone.js").Microphone | null} [microphone] closed at the end
   */
  constructor(feed, token = "", microphone = null) {
    this.feed = feed;
    this.token = token;
    this.microphone = microphone;
    this.#over.promise.catch(() => {});
    this.headers = /** @type {Record<string, string>} */ (token ? { authorization: `Bearer ${token}` } : {});
  }

  /**
   * @param {string} address of the server's WHIP endpoint
   * @param {readonly string[]} origins where the page may publish to
   * @returns {Promise<void>} once the server has taken it
   * @throws {StageError} `publish-failed`; it has ended then
   */
  async begin(address, origins) {
    try {
      const url = allowed(address, origins);
      if (!writable.test(this.token)) throw failed(texts.publish.trouble.letters);
      if (this.#isEnded) throw failed(texts.publish.trouble.stopped);
      await Promise.race([this.#offer(url), this.#over.promise]);
    } catch (error) {
      this.#end(null);
      throw error instanceof StageError ? error : failed(texts.publish.trouble.refused, error);
    }
  }

  /** End it, here and at the server. */
  async stop() {
    if (this.#isEnded) return;
    this.#end(null);
    await this.#delete();
  }

  /** @param {URL} url */
  async #offer(url) {
    const peer = this.#peer;
    const video = peer.addTransceiver("video", { direction: "sendonly" });
    if (this.microphone) peer.addTransceiver(this.microphone.track, { direction: "sendonly" });
    this.#unfollow = this.feed.follow((track) => void video.sender.replaceTrack(track));
    await peer.setLocalDescription();
    await gathered(peer);
    if (this.#isEnded) throw failed(texts.publish.trouble.stopped);
    const { sdp, location } = await this.#post(url, peer.localDescription?.sdp ?? "");
    this.#resource = location;
    try {
      if (this.#isEnded) throw failed(texts.publish.trouble.stopped);
      await peer.setRemoteDescription({ type: "answer", sdp: checked(sdp) });
    } catch (cause) {
      void this.#delete();
      throw cause instanceof StageError ? cause : failed(texts.publish.trouble.answer, cause);
    }
    const parameters = video.sender.getParameters();
    for (const encoding of parameters.encodings) encoding.maxBitrate = bitsPerSecond;
    await video.sender.setParameters(parameters);
    this.#timer = setTimeout(() => this.#lose(texts.publish.trouble.unreachable), patience_ms);
    peer.onconnectionstatechange = () => this.#follow();
    this.#follow();
  }

  /**
   * @param {URL} url
   * @param {string} offer
   */
  async #post(url, offer) {
    const headers = { ...this.headers, "content-type": "application/sdp" };
    const signal = AbortSignal.timeout(patience_ms);
    /** @type {Response} */
    let response;
    try {
      response = await fetch(url, { method: "POST", headers, body: offer, signal, credentials: "omit" });
    } catch (cause) {
      // Of what another origin answered without leave a page hears no more than that it failed.
      throw failed(texts.publish.trouble.network, cause);
    }
    if (response.status !== 201) {
      const { status } = response;
      const known = refusals[status];
      throw failed(known ? texts.publish.trouble[known] : texts.publish.trouble.status(status));
    }
    const given = response.headers.get("location");
    // Without leave to read it there is nothing to delete: the server then ends by itself.
    const resource = given ? new URL(given, response.url) : null;
    const location = resource?.origin === new URL(response.url).origin ? resource.href : "";
    return { sdp: await text(response), location };
  }

  #follow() {
    const { connectionState } = this.#peer;
    if (connectionState === "connected") {
      clearTimeout(this.#timer);
      this.#set("live");
    } else if (connectionState === "failed" || connectionState === "closed") {
      this.#lose(this.state === "live" ? texts.publish.trouble.lost : texts.publish.trouble.unreachable);
    }
  }

  /** @param {string} sentence */
  #lose(sentence) {
    if (this.#isEnded) return;
    this.#end(failed(sentence));
    void this.#delete();
  }

  get #isEnded() {
    return this.state === "ended";
  }

  async #delete() {
    if (!this.#resource) return;
    try {
      // Also when the page is being left.
      await fetch(this.#resource, { method: "DELETE", headers: this.headers, keepalive: true });
    } catch (error) {
      // The server notices by itself that nothing comes any more.
      console.warn(error);
    }
  }

  /** @param {StageError | null} error */
  #end(error) {
    this.#over.reject(failed(texts.publish.trouble.stopped));
    clearTimeout(this.#timer);
    this.#unfollow();
    this.microphone?.close();
    this.#peer.onconnectionstatechange = null;
    this.#peer.close();
    this.#set("ended", error);
  }

  /**
   * @param {State} state
   * @param {StageError | null} [error]
   */
  #set(state, error = null) {
    if (state === this.state) return;
    this.state = state;
    this.onstate(state, error);
  }
}

/**
 * @param {string} address
 * @param {readonly string[]} origins
 * @returns {URL}
 */
function allowed(address, origins) {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !origins.includes(url.origin) || url.username || url.password) {
    throw failed(texts.publish.trouble.origin(origins));
  }
  return url;
}

/** @param {RTCPeerConnection} peer */
function gathered(peer) {
  return new Promise((resolve) => {
    const look = () => {
      if (peer.iceGatheringState === "complete") resolve(null);
    };
    peer.addEventListener("icegatheringstatechange", look);
    // What is not found by then is of little use.
    setTimeout(resolve, 2000);
    look();
  });
}

/**
 * An answer's text, of no more than a sane size.
 * @param {Response} response
 */
async function text(response) {
  const decoder = new TextDecoder();
  let found = "";
  for await (const piece of /** @type {ReadableStream<Uint8Array>} */ (response.body)) {
    found += decoder.decode(piece, { stream: true });
    if (found.length > largestAnswer) break;
  }
  return found;
}

/** @param {string} sdp of an answer */
function checked(sdp) {
  if (sdp.length > largestAnswer) throw failed(texts.publish.trouble.answer);
  return sdp;
}

/**
 * @param {string} sentence
 * @param {unknown} [cause]
 */
function failed(sentence, cause) {
  return new StageError("publish-failed", sentence, { cause });
}
