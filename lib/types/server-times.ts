/**
 * Who told: Ollama's durations, llama.cpp's `timings`, the time fields of a `usage` (Groq) or of a `time_info` (Cerebras), or the
 * driver of an engine inside the process.
 */
export type ServerTimesSource = "ollama" | "llama.cpp" | "usage" | "time_info" | "engine";

/**
 * What a server says of its own time for one answer: durations in milliseconds of the server's clock, no instants. They are never
 * mixed with what the client stamped. Null is what the server does not tell.
 */
export interface ServerTimes {
  readonly source: ServerTimesSource;
  /** In line, while others were served. */
  readonly queueMs: number | null;
  /** Until the model was loaded; a short time where it already was. */
  readonly loadMs: number | null;
  /** Processing the prompt. */
  readonly promptMs: number | null;
  /**
   * Prompt tokens that were processed in `promptMs`, without those from a cache. Null also where the server does not say how many
   * came from a cache.
   */
  readonly promptTokens: number | null;
  /** Writing the answer. */
  readonly decodeMs: number | null;
  /** Tokens that were computed in `decodeMs`: with llama.cpp and Ollama all but the first, which comes out of the prompt. */
  readonly decodeTokens: number | null;
  /** The whole, as the server counts it: Ollama's includes queue and load, Groq's neither. */
  readonly totalMs: number | null;
}
