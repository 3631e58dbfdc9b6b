import type { StreamResult } from "../types/index.js";

/**
 * The time that an engine inside the process took for one answer, as its driver timed each call of it: without the waits for other
 * answers, and without the driver's own work between two tokens. The first token comes out of the prompt.
 */
export class EngineTimes {
  readonly #promptTokens: number;
  #computed = 0;
  #queueMs = 0;
  #promptMs = 0;
  #decodeMs = 0;

  /** For a prompt of this many tokens, none of which is in a cache. */
  constructor(promptTokens: number) {
    this.#promptTokens = promptTokens;
  }

  /** It waited for its turn. */
  waited(ms: number): void {
    this.#queueMs += ms;
  }

  /** The engine computed a token. */
  token(tookMs: number): void {
    if (this.#computed === 0) this.#promptMs = tookMs;
    else this.#decodeMs += tookMs;
    this.#computed += 1;
  }

  /** The account so far; nothing before the first token. */
  told(): Pick<StreamResult, "serverTimes"> {
    if (this.#computed === 0) return {};
    return {
      serverTimes: {
        source: "engine",
        queueMs: this.#queueMs,
        loadMs: null,
        promptMs: this.#promptMs,
        promptTokens: this.#promptTokens,
        decodeMs: this.#decodeMs,
        decodeTokens: this.#computed - 1,
        totalMs: null,
      },
    };
  }
}
