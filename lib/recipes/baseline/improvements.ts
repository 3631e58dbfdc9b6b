import { checkNumber, checkRows, checkText } from "../../arguments/check-values.js";
import { medianRatio, type PairedRatio, pairedRatio } from "../../comparison/paired-ratio.js";
import { improvementPercent, reductionPercent } from "../../metrics/relative-change.js";
import type { Trial } from "../../types/index.js";
import type { ArmMetrics, ArmPrompt } from "./arms.js";
import { explanationOf } from "./explanations.js";

/** What an optimized arm may improve on the baseline, in the order of tables. */
export const improvedMetrics = [
  "totalSeconds",
  "tokensPerSecond",
  "totalTokens",
  "inputTokens",
  "outputTokens",
  "peakMemoryMb",
  "meanMemoryMb",
  "tokensPerMb",
] as const;

/** One of {@link improvedMetrics}. */
export type ImprovedMetric = (typeof improvedMetrics)[number];

/** Rates get better by growing, times and sizes by shrinking. */
const isRate = (metric: ImprovedMetric) => metric === "tokensPerSecond" || metric === "tokensPerMb";

/** One arm against the baseline in one metric. Positive percent is better, whichever way the metric goes. */
export interface Improvement {
  readonly arm: string;
  readonly metric: ImprovedMetric;
  readonly baseline: number | null;
  readonly optimized: number | null;
  /** From the totals of a pass: reduction of a time or a size, growth of a rate. Null when a total is unknown. */
  readonly percent: number | null;
  /** The same prompt by prompt: the median, and how sure it is. Null where the metric is not of single prompts. */
  readonly byPrompt: {
    readonly medianPercent: number;
    readonly lowPercent: number | null;
    readonly highPercent: number | null;
    readonly prompts: number;
  } | null;
  /** Why it is negative, written from the numbers; null when it is not. */
  readonly explanation: string | null;
}

/** Every improvement of one arm on the baseline. `trials` are those of the run in which both took turns. */
export function improvementsOf(
  baseline: ArmMetrics,
  optimized: ArmMetrics,
  trials: readonly Trial[],
): readonly Improvement[] {
  return improvedMetrics.map((metric) => {
    const [before, after] = [baseline[metric], optimized[metric]];
    const percent = isRate(metric) ? improvementPercent(before, after) : reductionPercent(before, after);
    const ratio = ratioByPrompt(metric, baseline, optimized, trials);
    return {
      arm: optimized.name,
      metric,
      baseline: before,
      optimized: after,
      percent,
      byPrompt: ratio === null ? null : inPercent(ratio, isRate(metric)),
      explanation: percent !== null && percent < 0 ? explanationOf(metric, baseline, optimized) : null,
    };
  });
}

function ratioByPrompt(
  metric: ImprovedMetric,
  baseline: ArmMetrics,
  optimized: ArmMetrics,
  trials: readonly Trial[],
): PairedRatio | null {
  const [before, after] = [baseline.name, optimized.name];
  switch (metric) {
    case "totalSeconds":
      return pairedRatio(trials, before, after, "latencyMs");
    case "tokensPerSecond":
      return pairedRatio(trials, before, after, "tokensPerSecondEndToEnd");
    case "inputTokens":
      return tokenRatio(baseline, optimized, (one) => one.inputTokens);
    case "outputTokens":
      return tokenRatio(baseline, optimized, (one) => one.outputTokens);
    case "totalTokens":
      return tokenRatio(baseline, optimized, (one) =>
        one.inputTokens === null || one.outputTokens === null ? null : one.inputTokens + one.outputTokens,
      );
    default:
      return null; // memory is of an arm, not of a prompt
  }
}

function tokenRatio(
  baseline: ArmMetrics,
  optimized: ArmMetrics,
  read: (prompt: ArmPrompt) => number | null,
): PairedRatio | null {
  const logRatios = baseline.prompts.flatMap((one) => {
    const other = optimized.prompts.find(({ promptId }) => promptId === one.promptId);
    const [before, after] = [read(one), other === undefined ? null : read(other)];
    return before !== null && after !== null && before > 0 && after > 0 ? [Math.log(after / before)] : [];
  });
  return medianRatio(logRatios);
}

function inPercent({ ratio, interval, prompts }: PairedRatio, rate: boolean): Improvement["byPrompt"] {
  const percent = (value: number) => tidy((rate ? value - 1 : 1 - value) * 100);
  const ends = interval === null ? null : [percent(interval.low), percent(interval.high)].sort((a, b) => a - b);
  return { medianPercent: percent(ratio), lowPercent: ends?.[0] ?? null, highPercent: ends?.[1] ?? null, prompts };
}

/** exp(log(x)) is x but for the last digits; no change is 0 and not -2e-14. */
const tidy = (value: number) => Math.round(value * 1e9) / 1e9 || 0;

/**
 * Improvements as a table: a row for each metric, a column for each optimized arm, in percent. First that of the totals, then "by
 * prompt" the median over the prompts with the interval of that median, where there is one.
 *
 * @example
 * bb.recipes.improvementTable([{ arm: "cache", metric: "totalSeconds", baseline: 4, optimized: 3, percent: 25, byPrompt: null, explanation: null }]); // => [{ "metric": "totalSeconds", "cache": "+25.0" }]
 */
export function improvementTable(
  improvements: readonly Improvement[],
): readonly Readonly<Record<string, string | null>>[] {
  checkRows("improvementTable", "improvements", improvements, "those of recipes.baseline, a list");
  for (const [at, { metric, percent }] of improvements.entries()) {
    checkText("improvementTable", `improvements[${at}].metric`, metric);
    if (percent !== null) checkNumber("improvementTable", `improvements[${at}].percent`, percent);
  }
  const metrics = [...new Set(improvements.map(({ metric }) => metric))];
  return metrics.map((metric) => ({
    metric,
    ...Object.fromEntries(
      improvements.filter((one) => one.metric === metric).map((one) => [one.arm, percentText(one)]),
    ),
  }));
}

function percentText({ percent, byPrompt }: Improvement): string | null {
  if (percent === null) return null;
  const text = (value: number) => `${value > 0 ? "+" : ""}${value.toFixed(1)}`;
  if (byPrompt?.lowPercent == null || byPrompt.highPercent === null) return text(percent);
  const { medianPercent, lowPercent, highPercent } = byPrompt;
  return `${text(percent)}; by prompt ${text(medianPercent)} (${text(lowPercent)} to ${text(highPercent)})`;
}
