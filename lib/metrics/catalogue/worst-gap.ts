import { max } from "simple-statistics";
import { metric } from "../metric.js";

/** Worst gap, in ms: the longest wait between two reads that held text. A read may hold several tokens. */
export const worstGapMs = metric({
  words: "worst gap",
  unit: "ms",
  fasterWhen: "lower",
  listed: "summaries",
  dependsOn: ["delivery"],
  formula: "max of the gaps between reads that hold text",
  nullWhen: "fewer than 2 reads held text",
  of: ({ chunkGapsMs }) => (chunkGapsMs === null ? null : max([...chunkGapsMs])),
});
