import { checkRows, checkText, checkTexts } from "../../arguments/check-values.js";
import { unseenBecause } from "../../comparison/verdict.js";
import { catalogue, checkMetric } from "../../metrics/catalogue.js";
import type { Comparison } from "../../metrics/comparison.js";
import type { EffectRow } from "./comparison-figure.js";

const verdictWords = (one: Comparison): string =>
  (one.verdict === "no-difference-seen" ? unseenBecause(one) : null) ?? one.verdict.replaceAll("-", " ");

/**
 * Comparisons as the rows of `figures.comparison`: one effect each, with the verdict of its test. An effect whose arms cannot
 * be compared keeps its numbers and is marked as refused, and one that its test did not see is marked so, since a test of several
 * comparisons may not see what an interval shows: no picture calls either better or worse.
 *
 * @example
 * bb.figures.effectRows(bb.compareAll(trials, { baseline: "q8", metrics: ["latencyMs"] }));
 */
export function effectRows(comparisons: readonly Comparison[]): EffectRow[] {
  checkRows("effectRows", "comparisons", comparisons, "a list of comparisons, as compareAll gives", ": put one in [ ]");
  for (const [at, { metric, verdict, reasons }] of comparisons.entries()) {
    checkMetric(`effectRows, comparisons[${at}],`, metric);
    checkText("effectRows", `comparisons[${at}].verdict`, verdict);
    checkTexts("effectRows", `comparisons[${at}].reasons`, reasons);
  }
  const targets = new Set(comparisons.map((one) => one.candidate));
  return comparisons.map((one) => {
    const { words, fasterWhen } = catalogue[one.metric];
    const isRefused = one.verdict === "not-comparable" || one.verdict === "too-few-data";
    return {
      label: targets.size > 1 ? `${one.candidate}: ${words}` : words,
      ratio: one.ratio,
      low: one.interval?.low ?? null,
      high: one.interval?.high ?? null,
      n: one.n,
      betterWhen: fasterWhen,
      verdict: `${verdictWords(one)}${isRefused && one.reasons[0] ? `, ${one.reasons[0]}` : ""}`,
      ...(isRefused ? { isRefused } : {}),
      ...(one.verdict === "no-difference-seen" ? { isUnseen: true } : {}),
    };
  });
}
