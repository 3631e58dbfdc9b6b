import { checkRows } from "../arguments/check-values.js";
import { describeValue } from "../arguments/describe-value.js";
import { catalogue, type SummarizedMetric, summarizedMetrics } from "./catalogue.js";
import type { Summary } from "./summary.js";

/** One metric of one group as a flat row, for tables and data frames. */
export interface SummaryRow {
  readonly group: string;
  readonly metric: SummarizedMetric;
  readonly unit: string;
  readonly n: number;
  readonly missing: number;
  readonly mean: number | null;
  readonly standardDeviation: number | null;
  readonly min: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
  /** Percentiles that n values cannot carry, such as `p95, p99`; empty when all are supported. */
  readonly unsupported: string;
}

/**
 * Summaries as flat long rows: one for each group and metric, in the order of the catalogue.
 *
 * Every cell is a number, a text or null, so that rows go into a table, a data frame or a CSV file as they are. A metric
 * that no trial observed keeps its row, with n = 0: a missing row would hide that it is missing.
 *
 * @example
 * bb.showTable(bb.tables.summaryRows(await bb.summarize(run)));
 */
export function summaryRows(summaries: readonly Summary[]): SummaryRow[] {
  checkRows(
    "summaryRows",
    "summaries",
    summaries,
    "the list that summarize gives",
    ": write summaryRows(summarize(…))",
  );
  const none = summaries.findIndex(({ kind }) => kind !== "summary");
  if (none >= 0)
    throw new Error(
      `summaryRows expected summaries[${none}] to come from summarize, got ${describeValue(summaries[none])}`,
    );
  return summaries.flatMap((summary) => summarizedMetrics.map((metric) => rowOf(summary, metric)));
}

function rowOf(summary: Summary, metric: SummarizedMetric): SummaryRow {
  const { percentileMethod: _, unsupported, ...numbers } = summary[metric];
  return {
    group: summary.group,
    metric,
    unit: catalogue[metric].unit,
    ...numbers,
    unsupported: unsupported.join(", "),
  };
}
