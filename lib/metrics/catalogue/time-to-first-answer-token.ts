import { metric } from "../metric.js";
import { sinceDispatch } from "../observed.js";

/** Time to first answer token, in ms: from dispatch to the first visible text. Reasoning does not count. */
export const timeToFirstAnswerTokenMs = metric({
  words: "time to first answer token",
  unit: "ms",
  fasterWhen: "lower",
  listed: "summaries",
  dependsOn: ["prompt"],
  formula: "first piece with visible text - dispatch",
  nullWhen: "no visible text arrived, or the answer was not streamed",
  of: ({ trial }) => sinceDispatch(trial, trial.firstAnswerTokenAtMs),
});
