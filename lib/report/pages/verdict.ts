import type { Summary } from "../../metrics/summary.js";
import { trialMetrics } from "../../metrics/trial-metrics.js";
import { wilsonInterval } from "../../statistics/intervals/wilson-interval.js";
import { cleanText } from "../../text/escape.js";
import { countText, durationText, numberText, percentText } from "../../text/number-text.js";
import type { Trial } from "../../types/index.js";
import { measuredByTarget } from "../figures/options.js";
import { type PercentileMark, percentileMark } from "../figures/percentiles.js";
import type { QualityRow } from "../quality-rows.js";

interface Spread {
  readonly name: string;
  readonly n: number;
  readonly median: PercentileMark;
  readonly p95: PercentileMark;
}

function spreads(trials: readonly Trial[]): Spread[] {
  return [...measuredByTarget(trials)].flatMap(([name, group]) => {
    const values = group.flatMap((trial) => trialMetrics(trial).latencyMs ?? []);
    if (values.length === 0) return [];
    return [
      {
        name: cleanText(name),
        n: values.length,
        median: percentileMark(values, "median"),
        p95: percentileMark(values, "p95"),
      },
    ];
  });
}

function intervalText(mark: PercentileMark): string {
  if (mark.interval === null) return "no interval: too few values";
  return `95 % interval ${durationText(mark.interval.low)} to ${durationText(mark.interval.high)}`;
}

function latencySentence(spread: Spread): string {
  const { median, p95, n } = spread;
  const tail =
    p95.interval === null
      ? `p95 not estimable (n = ${n} < ${p95.needed ?? "?"})`
      : `p95 ${durationText(p95.value)} (${intervalText(p95)})`;
  return `${spread.name}: median latency ${durationText(median.value)} (${intervalText(median)}; n = ${n}), ${tail}.`;
}

function failureSentence(summary: Summary): string {
  const name = cleanText(summary.group);
  if (summary.trials === 0) return `${name}: no measured trials.`;
  const { low, high } = wilsonInterval(summary.failed, summary.trials, { confidence: 0.95 });
  const range = `95 % interval of the error rate ${percentText(low)} to ${percentText(high)}, Wilson`;
  const aborted = summary.aborted === 0 ? "" : `; ${summary.aborted} aborted`;
  const notSent =
    summary.notSent === 0 ? "" : `; ${countText(summary.notSent, "turn")} not sent, in none of these numbers`;
  return `${name}: ${summary.failed} of ${countText(summary.trials, "trial")} failed (${range})${aborted}${notSent}.`;
}

function rateSentence(summary: Summary, _index: number, all: readonly Summary[]): string[] {
  const rate = summary.tokensPerSecond.n > 0 ? summary.tokensPerSecond : summary.tokensPerSecondEndToEnd;
  if (rate.mean === null || summary.tokenSource === null) return [];
  const kind = rate === summary.tokensPerSecond ? "decode rate" : "end-to-end rate";
  const total =
    summary.outputTokensPerSecond === null
      ? ""
      : `; ${numberText(summary.outputTokensPerSecond)} tokens/s over ${all.length > 1 ? "its own turns" : "the whole run"}`;
  return [
    `${cleanText(summary.group)}: mean ${kind} ${numberText(rate.mean)} tokens/s (n = ${rate.n}${total}; tokens counted by ${summary.tokenSource}).`,
  ];
}

const MOST_QUALITY_SENTENCES = 12;

function qualitySentence(row: QualityRow): string[] {
  const name = cleanText(row.target);
  const scorer = cleanText(row.scorer);
  if (row.passRate !== null) {
    const how = row.passRateMethod === "wilson" ? "Wilson" : "Wilson, clustered by case";
    const interval =
      row.passRateLow === null
        ? "no interval: they are of fewer than 10 cases"
        : `95 % interval ${percentText(row.passRateLow)} to ${percentText(row.passRateHigh)}, ${how}`;
    return [
      `${name}: ${scorer} passed in ${row.passed} of ${row.judged} answers, ${percentText(row.passRate)} (${interval}).`,
    ];
  }
  if (row.meanValue === null) return [`${name}: ${scorer} judged no answer.`];
  const interval =
    row.meanLow === null
      ? "no interval: they are of fewer than 10 cases"
      : `95 % interval ${numberText(row.meanLow)} to ${numberText(row.meanHigh)}, clustered by case`;
  return [`${name}: mean ${scorer} ${numberText(row.meanValue)} (${countText(row.judged, "answer")}; ${interval}).`];
}

/** How good the answers were, one sentence for each target and scorer; none when there are too many to read. */
export function qualitySentences(rows: readonly QualityRow[]): string[] {
  return rows.length > MOST_QUALITY_SENTENCES ? [] : rows.flatMap(qualitySentence);
}

/** Two intervals that do not overlap; what that does and does not show is part of the sentence. */
function orderSentences(all: readonly Spread[], problems: readonly string[]): string[] {
  const sorted = [...all].sort((a, b) => a.median.value - b.median.value);
  const [first, second] = sorted;
  if (first === undefined || second === undefined) return [];
  const [a, b] = [first.median.interval, second.median.interval];
  if (a === null || b === null)
    return ["Which target is faster cannot be said: too few trials for an interval of a median."];
  if (sorted.slice(1).some((other) => other.median.interval !== null && other.median.interval.low <= a.high)) {
    const words = `The interval of the lowest median (${first.name}) overlaps with another`;
    return [`${words}: the medians alone do not show which target is the fastest.`];
  }
  if (problems.length > 0)
    return [
      `The interval of ${first.name}'s median lies below all others, and nothing follows from it: the run is not valid.`,
    ];
  return [
    `The interval of ${first.name}'s median lies below all others: it answered fastest in this run. The intervals take trials as independent; ` +
      "the comparison paired by case is the test of it.",
  ];
}

/** From this number of targets on, a table reads better than a sentence for each. */
const MOST_TARGETS = 8;

const rangeText = (
  values: readonly { readonly name: string; readonly value: number }[],
  text: (value: number) => string,
) => {
  const sorted = [...values].sort((a, b) => a.value - b.value);
  const [least, most] = [sorted[0], sorted.at(-1)];
  return least === undefined || most === undefined
    ? null
    : `from ${text(least.value)} (${least.name}) to ${text(most.value)} (${most.name})`;
};

/** What many targets come to, in as many sentences as for few. */
function manySentences(all: readonly Spread[], summaries: readonly Summary[]): string[] {
  const medians = rangeText(
    all.map(({ name, median }) => ({ name, value: median.value })),
    durationText,
  );
  const failing = summaries.filter((summary) => summary.failed > 0);
  const failed = failing.reduce((sum, summary) => sum + summary.failed, 0);
  const trials = summaries.reduce((sum, summary) => sum + summary.trials, 0);
  return [
    ...(medians === null ? [] : [`Median latencies of ${countText(all.length, "target")}: ${medians}.`]),
    `${failed} of ${countText(trials, "trial")} failed, of ${failing.length} of ${countText(summaries.length, "target")}.`,
    "Each target's numbers are in the table of results and, where it is cut, in summary.json.",
  ];
}

/**
 * What the numbers say, each with how sure it is: one sentence a finding, nothing that was not computed. `problems` are why the run
 * is not valid: then no target is called the fastest.
 */
export function verdictSentences(
  trials: readonly Trial[],
  summaries: readonly Summary[],
  problems: readonly string[] = [],
): string[] {
  const all = spreads(trials);
  if (summaries.every((summary) => summary.trials === 0)) return ["Nothing was measured, so there is no verdict."];
  if (summaries.length > MOST_TARGETS) return [...orderSentences(all, problems), ...manySentences(all, summaries)];
  return [
    ...orderSentences(all, problems),
    ...all.map(latencySentence),
    ...summaries.flatMap(rateSentence),
    ...summaries.map(failureSentence),
  ];
}
