import { sum } from "simple-statistics";
import type { Trial } from "../types/index.js";
import { tokenCount } from "./token-count.js";

/** Output tokens of the answered trials; null when one was not counted or the sources are mixed: no sum of unlike things. */
export function outputTokensOf(trials: readonly Trial[]): number | null {
  const counts = trials.filter((trial) => trial.outcome.kind === "answered").map((trial) => tokenCount(trial));
  const sources = new Set(counts.map((count) => count.tokenSource));
  const tokens = counts.flatMap((count) => count.outputTokens ?? []);
  return counts.length === 0 || sources.size > 1 || tokens.length < counts.length ? null : sum(tokens);
}
