import type { Observed } from "./observed.js";

/** Which way is faster: `neither` for a metric that says nothing about speed, and that is never compared. */
export type FasterWhen = "lower" | "higher" | "neither";

/** Where a metric is listed: in the columns of trials alone, or in the rows of summaries as well. */
export type Listed = "trials" | "summaries";

/** What a metric depends on beside the speed of the engine: a comparison of arms that differ in it is refused or noted. */
export type Dependence = "prompt" | "answer-length" | "token-counts" | "delivery";

/** One metric of a trial: its words, its unit and its formula. Its name is its key in the catalogue. */
export interface Metric<Way extends FasterWhen = FasterWhen, Place extends Listed = Listed> {
  /** What tables, axes and sentences call it, without the unit. */
  readonly words: string;
  /** The unit, such as `ms` or `tokens/s`. */
  readonly unit: string;
  /** Whether less or more of it is faster. A metric that has a way can be compared, limited and drawn. */
  readonly fasterWhen: Way;
  readonly listed: Place;
  readonly dependsOn: readonly Dependence[];
  /** The formula in words, for a reader. */
  readonly formula: string;
  /** When the formula has no value, in words. */
  readonly nullWhen: string;
  /** The `summarySchema` of a run from which its sealed files hold the metric. @default 1 */
  readonly since?: number;
  /** True where most engines or models have none: a table that nobody observed it for does not name it. @default false */
  readonly isRare?: boolean;
  /** The value of one trial; null when it was not observed, never 0 and never NaN. */
  of(observed: Observed): number | null;
}

/**
 * Defines a metric. Add it to `catalogue.ts`, and every table, file, limit, comparison and figure has it.
 *
 * @example
 * metric({ words: "latency", unit: "ms", fasterWhen: "lower", listed: "summaries", dependsOn: [], formula: "end - dispatch", nullWhen: "it failed", of: ({ trial }) => trial.endAtMs - trial.dispatchedAtMs });
 */
export function metric<Way extends FasterWhen, Place extends Listed>(row: Metric<Way, Place>): Metric<Way, Place> {
  return row;
}

/**
 * The heading of a metric's column or axis: its words and its unit.
 *
 * @example
 * headingOfMetric({ words: "latency", unit: "ms" }); // => "latency (ms)"
 * headingOfMetric({ words: "output tokens", unit: "tokens" }); // => "output tokens"
 */
export function headingOfMetric({ words, unit }: Pick<Metric, "words" | "unit">): string {
  return words.split(" ").includes(unit) ? words : `${words} (${unit})`;
}
