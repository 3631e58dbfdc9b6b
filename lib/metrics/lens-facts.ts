import { max, mean } from "simple-statistics";
import { quantile } from "../statistics/quantile.js";
import type { Arrival, Trial } from "../types/index.js";
import { hasText } from "./chunk-gaps.js";
import { tokenCount } from "./token-count.js";

/** What the formulas of the tools are made of, all in milliseconds from the dispatch. Null was not observed. */
export interface LensFacts {
  /** First and last event that has `choices`, even an empty one: role, text, finish. */
  readonly firstChunkMs: number | null;
  readonly lastChunkMs: number | null;
  /** First and last piece with text. */
  readonly firstTokenMs: number | null;
  readonly lastTokenMs: number | null;
  readonly firstAnswerTokenMs: number | null;
  /** End of the stream of a successful trial. */
  readonly endMs: number | null;
  readonly lagMs: number;
  /** Output tokens as the trial's own source counts them, and the words of its text. */
  readonly tokens: number | null;
  readonly words: number | null;
  /** Gaps between all events with `choices`, and between those with text: event by event, not by read. */
  readonly rawChunkGaps: Pool;
  readonly contentGaps: Pool;
}

/** A pool of gaps as tools report it. */
export interface Pool {
  readonly mean: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/** Takes from one trial what the definition lens needs. */
export function lensFacts(trial: Trial): LensFacts {
  const chunks = trial.streamed ? trial.arrivals.filter(hasChoices) : [];
  const content = chunks.filter(hasText);
  const since = (atMs: number | null | undefined) =>
    atMs === null || atMs === undefined ? null : atMs - trial.dispatchedAtMs;
  return {
    firstChunkMs: since(chunks.at(0)?.atMs),
    lastChunkMs: since(chunks.at(-1)?.atMs),
    firstTokenMs: trial.streamed ? since(trial.firstTokenAtMs) : null,
    lastTokenMs: trial.streamed ? since(trial.lastTokenAtMs) : null,
    firstAnswerTokenMs: trial.streamed ? since(trial.firstAnswerTokenAtMs) : null,
    endMs: trial.outcome.kind === "answered" ? since(trial.endAtMs) : null,
    lagMs: trial.dispatchedAtMs - trial.intendedAtMs,
    tokens: tokenCount(trial).outputTokens,
    words: tokenCount(trial, "whitespace").outputTokens,
    rawChunkGaps: pool(chunks),
    contentGaps: pool(content),
  };
}

function hasChoices({ kind }: Arrival): boolean {
  return kind === "role" || kind === "empty" || kind === "answer" || kind === "reasoning" || kind === "tool-call";
}

function pool(arrivals: readonly Arrival[]): Pool {
  const gaps = arrivals.slice(1).map((arrival, index) => arrival.atMs - (arrivals[index]?.atMs ?? arrival.atMs));
  if (gaps.length === 0) return { mean: null, p99: null, max: null };
  return { mean: mean(gaps), p99: quantile(gaps, 0.99), max: max(gaps) };
}
