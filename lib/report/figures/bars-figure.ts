import * as v from "valibot";
import { checkRows } from "../../arguments/check-values.js";
import { checkedLater } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import type { FromTrials, TrialSource } from "../../arguments/with-trials.js";
import { type ComparedMetric, catalogue } from "../../metrics/catalogue.js";
import { summarize } from "../../metrics/summarize.js";
import { trialMetrics } from "../../metrics/trial-metrics.js";
import { clusteredMean } from "../../statistics/intervals/clustered-mean.js";
import { wilsonInterval } from "../../statistics/intervals/wilson-interval.js";
import { firstDrawn } from "../../text/list-text.js";
import type { Score, Trial } from "../../types/index.js";
import type { Figure } from "../figure.js";
import { qualityRows } from "../quality-rows.js";
import { trialCaption } from "./caption.js";
import { type DashboardPanel, type DashboardValue, dashboardFigure } from "./dashboard-figure.js";
import { drawTrials } from "./draw-trials.js";
import { MOST_BARS, MOST_PANELS } from "./most-drawn.js";
import { type FigureOptions, figureFields, measuredByTarget } from "./options.js";
import { percentileMark } from "./percentiles.js";

/** Options of the bars. */
export interface BarsFigureOptions extends FigureOptions {
  /** Judgments of the trials: each scorer gets a panel. */
  readonly scores?: readonly Score[];
}

const barsFigureOptions = settings({ ...figureFields, scores: v.optional(checkedLater<readonly Score[]>()) });

type Estimate = Omit<DashboardValue, "target">;
type Groups = ReadonlyMap<string, readonly Trial[]>;

const unknown: Estimate = { value: null };

function panel(groups: Groups, parts: Omit<DashboardPanel, "values">, read: (name: string) => Estimate) {
  return { ...parts, values: [...groups.keys()].map((target) => ({ target, ...read(target) })) };
}

function metricParts(statistic: string, metric: ComparedMetric): Omit<DashboardPanel, "values"> {
  const { words, unit, fasterWhen } = catalogue[metric];
  return { title: `${statistic} ${words}`, unit, betterWhen: fasterWhen };
}

function medianOf(trials: readonly Trial[], metric: "latencyMs" | "timeToFirstTokenMs"): Estimate {
  const values = trials.flatMap((trial) => trialMetrics(trial)[metric] ?? []);
  if (values.length === 0) return unknown;
  const { value, interval } = percentileMark(values, "median");
  return { value, low: interval?.low ?? null, high: interval?.high ?? null };
}

function timePanels(groups: Groups): DashboardPanel[] {
  return (["timeToFirstTokenMs", "latencyMs"] as const).map((metric) =>
    panel(groups, metricParts("Median", metric), (name) => medianOf(groups.get(name) ?? [], metric)),
  );
}

/** Rates of targets whose tokens were counted by different sources do not stand side by side. */
function ratePanels(groups: Groups, trials: readonly Trial[]): DashboardPanel[] {
  const summaries = summarize(trials).filter((summary) => groups.has(summary.group));
  if (new Set(summaries.map((summary) => summary.tokenSource)).size !== 1 || summaries[0]?.tokenSource == null)
    return [];
  const read = (name: string): Estimate => {
    const rates = (groups.get(name) ?? []).flatMap((trial) => {
      const rate = trialMetrics(trial).tokensPerSecond;
      return rate === null ? [] : [{ rate, caseId: trial.caseId }];
    });
    if (rates.length === 0) return unknown;
    const { mean, interval } = clusteredMean(
      rates.map(({ rate }) => rate),
      rates.map(({ caseId }) => caseId),
    );
    return { value: mean, low: interval?.low ?? null, high: interval?.high ?? null };
  };
  return [panel(groups, metricParts("Mean", "tokensPerSecond"), read)];
}

function failurePanel(groups: Groups): DashboardPanel {
  return panel(groups, { title: "Failed trials", unit: "%", betterWhen: "lower" }, (name) => {
    const trials = groups.get(name) ?? [];
    const failed = trials.filter((trial) => trial.outcome.kind === "failed").length;
    const { low, high } = wilsonInterval(failed, trials.length, { confidence: 0.95 });
    return { value: (failed / trials.length) * 100, low: low * 100, high: high * 100 };
  });
}

function scorePanels(groups: Groups, trials: readonly Trial[], scores: readonly Score[]): DashboardPanel[] {
  const measured = new Set(trials.flatMap((trial) => (trial.phase === "measured" ? [trial.planIndex] : [])));
  const rows = qualityRows(scores.filter((score) => measured.has(score.planIndex)));
  return [...new Set(rows.map((row) => row.scorer))].map((scorer) => {
    const own = rows.filter((row) => row.scorer === scorer);
    const isRate = own.some((row) => row.passRate !== null);
    const parts = { title: isRate ? `Passed: ${scorer}` : scorer, unit: isRate ? "%" : "mean" };
    return panel(groups, { ...parts, betterWhen: "higher" }, (name) => {
      const row = own.find((one) => one.target === name);
      if (row === undefined) return unknown;
      const percent = (share: number | null) => (share === null ? null : share * 100);
      return isRate
        ? { value: percent(row.passRate), low: percent(row.passRateLow), high: percent(row.passRateHigh) }
        : { value: row.meanValue, low: row.meanLow, high: row.meanHigh };
    });
  });
}

/**
 * Each quantity of a run as bars, one for each target, with 95 % intervals: median times (order statistics), the mean decode
 * rate (clustered by case), the share of failures and of passed checks (Wilson), mean scores. An overview that tests nothing.
 *
 * @example
 * bb.showFigure(await bb.figures.bars(run));
 */
export function barsFigure<Source extends TrialSource>(
  source: Source,
  options: BarsFigureOptions = {},
): FromTrials<Source, Figure> {
  return drawTrials("figures.bars", source, options, (trials, given, run) =>
    run === null ? figureOf(trials, given) : run.scores().then((scores) => figureOf(trials, { scores, ...given })),
  );
}

function figureOf(trials: readonly Trial[], options: BarsFigureOptions): Figure {
  checkedOptions("figures.bars", barsFigureOptions, options);
  if (options.scores !== undefined) checkRows("figures.bars", "scores", options.scores, "a list of scores");
  const { scores = [], ...plain } = options;
  const groups = measuredByTarget(trials, options.colors);
  const panels =
    groups.size === 0
      ? []
      : [
          ...timePanels(groups),
          ...ratePanels(groups, trials),
          failurePanel(groups),
          ...scorePanels(groups, trials, scores),
        ];
  const sentences = [
    "Intervals: 95 %; medians by order statistics, means clustered by case (none below 10 cases), shares by Wilson.",
    "An overview of estimates: no difference is tested here.",
    ...firstDrawn([...groups.keys()], MOST_BARS, "target").left,
    ...firstDrawn(panels, MOST_PANELS, "measure").left,
  ];
  return dashboardFigure(panels, { ...plain, name: "bars", caption: trialCaption(trials, options, sentences) });
}
