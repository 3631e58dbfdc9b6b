import type { Trial } from "../types/index.js";
import { isMetric, sinceSchema } from "./catalogue.js";
import { summarize } from "./summarize.js";

/** The summaries of a run as its sealed files of a schema hold them: without metrics that came later. Pure. */
export function summariesAsSealed(trials: readonly Trial[], schema: number): readonly object[] {
  return summarize(trials).map((summary) =>
    Object.fromEntries(Object.entries(summary).filter(([key]) => !isMetric(key) || sinceSchema(key) <= schema)),
  );
}
