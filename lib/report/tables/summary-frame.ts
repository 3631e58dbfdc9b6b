import { catalogue } from "../../metrics/catalogue.js";
import { headingOfMetric, type Metric } from "../../metrics/metric.js";
import type { Summary } from "../../metrics/summary.js";
import { type SummaryRow, summaryRows } from "../../metrics/summary-rows.js";
import { firstSentences } from "../../text/list-text.js";
import { countText, numberText } from "../../text/number-text.js";

/** The names of columns, the values below them, and the notes that belong to them. */
export interface Frame {
  readonly keys: readonly string[];
  readonly values: readonly (readonly unknown[])[];
  readonly notes: readonly string[];
  /** Rows shown when nobody asks for a number. */
  readonly limit: number;
}

/** The marker of a percentile that n values cannot carry. */
export const TOO_FEW = "†";

const KEYS = [
  "group",
  "metric",
  "n",
  "missing",
  "mean",
  "standardDeviation",
  "min",
  "p50",
  "p90",
  "p95",
  "p99",
  "max",
] as const;

function cellsOf(row: SummaryRow): unknown[] {
  const tooFew = new Set(row.unsupported.split(", "));
  return KEYS.map((key) => {
    if (key === "metric") return headingOfMetric(catalogue[row.metric]);
    const value = row[key];
    return tooFew.has(key) && typeof value === "number" ? `${numberText(value)} ${TOO_FEW}` : value;
  });
}

function summarySentence(summary: Summary, _index: number, all: readonly Summary[]): string {
  const rate = summary.requestsPerMinute === null ? [] : [`${numberText(summary.requestsPerMinute)} requests/min`];
  const tokens =
    summary.outputTokensPerSecond === null
      ? []
      : [`${numberText(summary.outputTokensPerSecond)} tokens/s over ${all.length > 1 ? "its own turns" : "the run"}`];
  const source =
    summary.tokenSource === null ? "tokens not counted by one source" : `tokens counted by ${summary.tokenSource}`;
  const notSent = (summary.notSent ?? 0) === 0 ? "" : `, ${countText(summary.notSent, "turn")} not sent`;
  const ends = `${summary.answered} of ${countText(summary.trials, "trial")} answered, ${summary.failed} failed, ${summary.aborted} aborted${notSent}`;
  return `${summary.group}: ${[ends, ...rate, ...tokens, source, ...summary.notes].join("; ")}.`;
}

/** Groups whose rows are shown by default, and whose counts are listed below. */
const MOST_GROUPS = 24;
const MOST_SENTENCES = 8;

/**
 * Summaries unfolded: a line for each group and metric that any group observed, and in the notes what each group comes to.
 * A metric that nobody observed is named in a note, so that it is not missed silently, but for those that few engines have. Of many groups the first are shown.
 */
export function summaryFrame(summaries: readonly Summary[]): Frame {
  const rows = summaryRows(summaries);
  const observed = new Set(rows.filter((row) => row.n > 0).map((row) => row.metric));
  const shown = rows.filter((row) => observed.has(row.metric));
  const isMissed = (metric: Metric) => metric.isRare !== true;
  const unseen = [...new Set(rows.map((row) => row.metric))].filter(
    (metric) => !observed.has(metric) && isMissed(catalogue[metric]),
  );
  const marked = `${TOO_FEW} too few values to know this percentile (p90 needs 36, p95 72, p99 368).`;
  const notes = [
    ...(shown.some((row) => row.n > 0 && row.unsupported !== "") ? [marked] : []),
    "Percentiles: type 7.",
    ...(unseen.length > 0
      ? [`Not observed: ${unseen.map((metric) => headingOfMetric(catalogue[metric])).join(", ")}.`]
      : []),
    ...firstSentences(summaries.map(summarySentence), MOST_SENTENCES, "in the summaries themselves"),
  ];
  const groups = new Set(summaries.slice(0, MOST_GROUPS).map((summary) => summary.group));
  const limit = shown.filter((row) => groups.has(row.group)).length;
  return { keys: KEYS, values: shown.map(cellsOf), notes, limit };
}
