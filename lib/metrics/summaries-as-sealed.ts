import type { Trial } from "../types/index.js";
import { isMetric, sinceSchema } from "./catalogue.js";
import { summarize } from "./summarize.js";

/** The first form of sealed files in which trials have a turn. */
const TURNS_SINCE = sinceSchema("cachedInputTokens");

const isSealed = (key: string, schema: number): boolean =>
  isMetric(key) ? sinceSchema(key) <= schema : key !== "notSent" || hasTurnsSealed(schema);

/** Whether the sealed files of a run of this schema tell the turns of conversations. */
export const hasTurnsSealed = (schema: number): boolean => schema >= TURNS_SINCE;

/** The summaries of a run as its sealed files of a schema hold them: without metrics that came later. Pure. */
export function summariesAsSealed(trials: readonly Trial[], schema: number): readonly object[] {
  return summarize(trials).map((summary) =>
    Object.fromEntries(Object.entries(summary).filter(([key]) => isSealed(key, schema))),
  );
}
