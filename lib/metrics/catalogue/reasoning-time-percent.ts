import { metric } from "../metric.js";
import { reasoningSpan } from "../reasoning.js";

/** Reasoning share of time, in percent: how much of an answer's time went by between the first reasoning and the first answer. */
export const reasoningTimePercent = metric({
  words: "reasoning share of time",
  unit: "%",
  fasterWhen: "neither",
  listed: "summaries",
  dependsOn: [],
  formula: "100 x (first text after the reasoning - first reasoning) / latency",
  nullWhen: "no reasoning was shown before the answer, the answer was not streamed, or the trial did not succeed",
  since: 5,
  isRare: true,
  of({ trial }) {
    const span = trial.outcome.kind === "answered" ? reasoningSpan(trial) : null;
    const latencyMs = trial.endAtMs - trial.dispatchedAtMs;
    return span === null || latencyMs <= 0 ? null : (100 * (span.toMs - span.fromMs)) / latencyMs;
  },
});
