import { metric } from "../metric.js";
import { sinceDispatch } from "../observed.js";

/** Time to first token (TTFT), in ms: from dispatch to the first piece with text (answer, reasoning or tool call). */
export const timeToFirstTokenMs = metric({
  words: "time to first token",
  unit: "ms",
  fasterWhen: "lower",
  listed: "summaries",
  dependsOn: ["prompt"],
  formula: "first piece with text - dispatch",
  nullWhen: "no token arrived, or the answer was not streamed",
  of: ({ trial }) => sinceDispatch(trial, trial.firstTokenAtMs),
});
