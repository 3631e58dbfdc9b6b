import { trialsAsSealed } from "../metrics/decode/all-but-one.js";
import { trialMetrics } from "../metrics/trial-metrics.js";
import { countText } from "../text/number-text.js";
import type { Finding, Manifest, Trial } from "../types/index.js";
import { finding } from "./codes.js";

/** A run that was sealed by the older definition keeps its files, and a report counts by today's. */
export function countedOtherwise(trials: readonly Trial[], manifest: Pick<Manifest, "summarySchema">): Finding[] {
  const sealed = trialsAsSealed(trials, manifest);
  if (sealed === trials) return [];
  const rateOf = (trial: Trial | undefined) => (trial === undefined ? null : trialMetrics(trial).tokensPerSecond);
  const differing = trials.filter((trial, index) => rateOf(trial) !== rateOf(sealed[index])).length;
  if (differing === 0) return [];
  const then = "of summary.json and trials.csv took all tokens but one as decoded after the first";
  const text = `${countText(differing, "decode rate")} ${then}; here only those count that arrived after the first read`;
  return [finding("counted-otherwise", "note", null, text)];
}
