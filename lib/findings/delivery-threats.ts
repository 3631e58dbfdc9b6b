import { trialsAsSealed } from "../metrics/decode/all-but-one.js";
import { trialMetrics } from "../metrics/trial-metrics.js";
import { cleanText } from "../text/escape.js";
import { countText } from "../text/number-text.js";
import type { Manifest, Trial } from "../types/index.js";
import { deliveryNotes } from "./delivery-notes.js";

/** What the way in which answers were delivered does to their decode speed, where the run's verdict does not say so already. */
export function delivered({ verdict }: Manifest, trials: readonly Trial[]): string[] {
  const told = verdict?.notes ?? [];
  return deliveryNotes(trials)
    .filter((note) => !told.includes(note))
    .map((note) => `${cleanText(note)}.`);
}

/** A run that was sealed by the older definition keeps its files, and this report counts by today's. */
export function countedOtherwise(manifest: Manifest, trials: readonly Trial[]): string[] {
  const rateOf = (trial: Trial | undefined) => (trial === undefined ? null : trialMetrics(trial).tokensPerSecond);
  const sealed = trialsAsSealed(trials, manifest);
  const differing = trials.filter((trial, index) => rateOf(trial) !== rateOf(sealed[index])).length;
  if (differing === 0) return [];
  const then = "of summary.json and trials.csv took all tokens but one as decoded after the first";
  return [`${countText(differing, "decode rate")} ${then}; here only those count that arrived after the first read.`];
}
