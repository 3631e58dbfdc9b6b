import { metric } from "../metric.js";

/** Latency, in ms: end to end from dispatch, which is the service time. Null when the trial did not succeed. */
export const latencyMs = metric({
  words: "latency",
  unit: "ms",
  fasterWhen: "lower",
  listed: "summaries",
  dependsOn: ["prompt", "answer-length"],
  formula: "end - dispatch",
  nullWhen: "the trial did not succeed",
  of: ({ trial }) => (trial.outcome.kind === "answered" ? trial.endAtMs - trial.dispatchedAtMs : null),
});
