import type { Trial } from "../../types/index.js";
import { hasText } from "../chunk-gaps.js";

/** When a server that knows the truth had one request and wrote its tokens, in milliseconds on a clock of its own. */
export interface KnownAnswer {
  readonly receivedAtMs: number;
  readonly tokensWrittenAtMs: readonly number[];
}

/** What a client measured less what was true, in milliseconds. */
export interface KnownErrors {
  /** Measured time to first token less the true one: from having the request to writing the first token. */
  readonly timeToFirstTokenMs: readonly number[];
  /** Measured gap between neighboring tokens less the true one. They were written one by one, so that 0 is right. */
  readonly gapsMs: readonly number[];
}

/**
 * The errors of trials of which the truth is known. Only differences enter, so the two clocks need not agree. A trial that
 * failed, or holds another number of tokens than was written, has no error: it is counted by who calls. Pure.
 */
export function knownErrors(pairs: readonly { readonly trial: Trial; readonly truth: KnownAnswer }[]): KnownErrors {
  const timeToFirstTokenMs: number[] = [];
  const gapsMs: number[] = [];
  for (const { trial, truth } of pairs) {
    const seen = trial.arrivals.filter(hasText).map((arrival) => arrival.atMs);
    const written = truth.tokensWrittenAtMs;
    const [first, wroteFirst] = [seen[0], written[0]];
    if (trial.outcome.kind !== "answered" || seen.length !== written.length) continue;
    if (first === undefined || wroteFirst === undefined) continue;
    timeToFirstTokenMs.push(first - trial.dispatchedAtMs - (wroteFirst - truth.receivedAtMs));
    const [measured, known] = [gapsOf(seen), gapsOf(written)];
    gapsMs.push(...measured.map((gap, index) => gap - (known[index] ?? gap)));
  }
  return { timeToFirstTokenMs, gapsMs };
}

const gapsOf = (instants: readonly number[]): number[] =>
  instants.slice(1).map((atMs, index) => atMs - (instants[index] ?? atMs));
