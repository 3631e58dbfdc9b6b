import { metric } from "../metric.js";

/** Response time, in ms: end to end from when the plan wanted the request sent, which is what a user waits. */
export const responseTimeMs = metric({
  words: "response time",
  unit: "ms",
  fasterWhen: "lower",
  listed: "summaries",
  dependsOn: ["prompt", "answer-length"],
  formula: "end - intended dispatch",
  nullWhen: "the trial did not succeed",
  of: ({ trial }) => (trial.outcome.kind === "answered" ? trial.endAtMs - trial.intendedAtMs : null),
});
