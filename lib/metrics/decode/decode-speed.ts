import type { Trial } from "../../types/index.js";
import type { TokenCount } from "../token-count.js";
import { tokensAfterFirst } from "./tokens-after-first.js";

/** How fast a trial was decoded while one could watch. */
export interface DecodeSpeed {
  /**
   * Tokens that arrived after the read that brought the first one; hidden reasoning and what came in that read are not part of
   * them. Null when they were not counted or nothing came later.
   */
  readonly tokensAfterFirst: number | null;
  /** Whether they were estimated from the share of the text, for lack of a better count; null where they are null. */
  readonly tokensAfterFirstEstimated: boolean | null;
  /** Inter-token latency (ITL), which is the time per output token (TPOT): first token to last / tokens after the first read. */
  readonly interTokenLatencyMs: number | null;
  /** Decode speed: tokens after the first read / time from the first token to the last. */
  readonly tokensPerSecond: number | null;
  /** Why there is no decode speed; null where there is one. */
  readonly noDecodeSpeedReason: string | null;
}

/** Decode speed and inter-token latency of a trial. Times in milliseconds, speed in tokens per second. Pure. */
export function decodeSpeed(trial: Trial, counted: TokenCount): DecodeSpeed {
  const after = tokensAfterFirst(trial, counted);
  if (after.kind === "unknown") return withoutDecodeSpeed(after.reason);
  const { tokens, estimated } = after;
  const told = { tokensAfterFirst: tokens, tokensAfterFirstEstimated: estimated };
  const decodeMs = (trial.lastTokenAtMs ?? Number.NaN) - (trial.firstTokenAtMs ?? Number.NaN);
  if (!(decodeMs > 0)) return { ...withoutDecodeSpeed("its tokens came in a single instant"), ...told };
  return {
    ...told,
    interTokenLatencyMs: decodeMs / tokens,
    tokensPerSecond: (tokens / decodeMs) * 1000,
    noDecodeSpeedReason: null,
  };
}

/** No decode speed, and why. */
export function withoutDecodeSpeed(noDecodeSpeedReason: string): DecodeSpeed {
  return {
    ...{ tokensAfterFirst: null, tokensAfterFirstEstimated: null },
    ...{ interTokenLatencyMs: null, tokensPerSecond: null, noDecodeSpeedReason },
  };
}
