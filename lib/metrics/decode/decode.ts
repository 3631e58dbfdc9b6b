import type { Trial } from "../../types/index.js";
import type { TokenCount } from "../token-count.js";
import { tokensAfterFirst } from "./tokens-after-first.js";

/** What was decoded while one could watch: tokens after the first read, and the time that they took. */
export interface Decode {
  /** Tokens that arrived after the read that brought the first one; null where that is not known. */
  readonly tokens: number | null;
  /** Whether the tokens were split by their share of the text, for lack of a better count; null without tokens. */
  readonly estimated: boolean | null;
  /** From the first token to the last, above 0; null where there is no speed. */
  readonly ms: number | null;
  /** Why there is no speed; null where there is one. */
  readonly unknownBecause: string | null;
}

/** The decoding of one trial. Pure. */
export function decodeOf(trial: Trial, counted: TokenCount): Decode {
  const after = tokensAfterFirst(trial, counted);
  if (after.kind === "unknown") return { tokens: null, estimated: null, ms: null, unknownBecause: after.reason };
  const { tokens, estimated } = after;
  const ms = (trial.lastTokenAtMs ?? Number.NaN) - (trial.firstTokenAtMs ?? Number.NaN);
  if (!(ms > 0)) return { tokens, estimated, ms: null, unknownBecause: "its tokens came in a single instant" };
  return { tokens, estimated, ms, unknownBecause: null };
}
