import type { TokenSource, Trial } from "../types/index.js";
import { chunkGapsMs } from "./chunk-gaps.js";
import { type Decode, decodeOf } from "./decode/decode.js";
import { type TokenCount, tokenCount } from "./token-count.js";

/** What the formulas of the metrics are made of: a trial, and what several of them need, computed once. */
export interface Observed {
  readonly trial: Trial;
  readonly tokens: TokenCount;
  readonly decode: Decode;
  readonly chunkGapsMs: readonly number[] | null;
}

/** Computes what the metrics of one trial share. `tokenSource`: count tokens by this source only. Pure. */
export function observe(trial: Trial, tokenSource?: TokenSource): Observed {
  const tokens = tokenCount(trial, tokenSource);
  return { trial, tokens, decode: decodeOf(trial, tokens), chunkGapsMs: chunkGapsMs(trial) };
}

/** Milliseconds from dispatch to an instant; null when it did not come or the answer was not streamed. */
export function sinceDispatch({ streamed, dispatchedAtMs }: Trial, instantMs: number | null): number | null {
  return instantMs === null || !streamed ? null : instantMs - dispatchedAtMs;
}
