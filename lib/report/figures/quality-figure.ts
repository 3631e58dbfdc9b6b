import * as v from "valibot";
import { checkTrials } from "../../arguments/check-runs.js";
import { checkRows } from "../../arguments/check-values.js";
import { isRun } from "../../arguments/describe-value.js";
import { checkedLater } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import type { FromTrials } from "../../arguments/with-trials.js";
import { plotText } from "../../text/escape.js";
import { shortName, wrapForPlot } from "../../text/label-text.js";
import { firstDrawn } from "../../text/list-text.js";
import { countText, numberText, percentText } from "../../text/number-text.js";
import type { Run, Score, Trial } from "../../types/index.js";
import { axis, laneAxis } from "../axes.js";
import { buildFigure, emptyFigure } from "../build-figure.js";
import type { Figure, Trace } from "../figure.js";
import { type QualityRow, qualityRows } from "../quality-rows.js";
import { FONT_SIZE, inColorOrder, PALETTE, targetColors, targetSymbol } from "../theme.js";
import { drawTrials } from "./draw-trials.js";
import { MOST_PANELS, MOST_POINTS } from "./most-drawn.js";
import { type FigureOptions, figureFields } from "./options.js";
import { rowCaption } from "./row-caption.js";

/** Options of the quality figure. */
export interface QualityFigureOptions extends FigureOptions {
  /** The trials that were scored: scores of warm-ups are left out by them. */
  readonly trials?: readonly Trial[];
}

const qualityFigureOptions = settings({ ...figureFields, trials: v.optional(checkedLater<readonly Trial[]>()) });

const MOST_MARKS = 72;

interface Estimate {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly text: string;
}

/** A scorer that passes or fails is shown by its pass rate, any other by the mean of its values. */
function estimateOf(row: QualityRow): Estimate | null {
  if (row.passRate !== null) {
    const text = `${row.passed} of ${row.judged} passed: ${percentText(row.passRate)}`;
    return { value: row.passRate, low: row.passRateLow, high: row.passRateHigh, text };
  }
  if (row.meanValue === null) return null;
  return {
    value: row.meanValue,
    low: row.meanLow,
    high: row.meanHigh,
    text: `mean ${numberText(row.meanValue)} of ${row.judged} judged`,
  };
}

function scorerLabel(rows: readonly QualityRow[], scorer: string): string {
  const own = rows.filter((row) => row.scorer === scorer);
  const kind = own.some((row) => row.passRate !== null) ? "pass rate" : "mean value";
  const judged = own.map((row) => row.judged);
  const [least, most] = [Math.min(...judged), Math.max(...judged)];
  return `${wrapForPlot(shortName(scorer), 190, FONT_SIZE.tick).text}<br>${kind}, n = ${least === most ? most : `${least}–${most}`}`;
}

function targetTrace(
  target: string,
  index: number,
  rows: readonly QualityRow[],
  scorers: readonly string[],
  places: Places,
): Trace {
  const found = rows.flatMap((row) => {
    const estimate = row.target === target && scorers.includes(row.scorer) ? estimateOf(row) : null;
    return estimate === null ? [] : [{ row, estimate }];
  });
  const at = ({ row }: { row: QualityRow }) => scorers.length - 1 - scorers.indexOf(row.scorer) + places.offset(index);
  return {
    type: "scatter",
    mode: "markers",
    name: plotText(shortName(target)),
    x: found.map(({ estimate }) => estimate.value),
    y: found.map(at),
    error_x: {
      type: "data",
      symmetric: false,
      array: found.map(({ estimate }) => (estimate.high === null ? 0 : estimate.high - estimate.value)),
      arrayminus: found.map(({ estimate }) => (estimate.low === null ? 0 : estimate.value - estimate.low)),
      color: places.color(target),
      thickness: 1.5,
      width: 4,
    },
    marker: { color: places.color(target), size: 9, symbol: places.symbol(target) },
    text: found.map(({ row, estimate }) => `${plotText(target)}<br>${plotText(row.scorer)}: ${estimate.text}`),
    hoverinfo: "text",
  };
}

interface Places {
  readonly offset: (index: number) => number;
  readonly color: (target: string) => string;
  readonly symbol: (target: string) => string;
}

function findingTitle(rows: readonly QualityRow[]): string {
  const [first] = rows;
  const estimates = rows.flatMap((row) => {
    const estimate = row.scorer === first?.scorer ? estimateOf(row) : null;
    return estimate === null ? [] : [{ name: shortName(row.target), estimate }];
  });
  const sorted = estimates.sort((a, b) => b.estimate.value - a.estimate.value);
  const [best, worst] = [sorted[0], sorted.at(-1)];
  if (first === undefined || best === undefined || worst === undefined) return "No answer has a judgement";
  const scorer = shortName(first.scorer);
  if (best === worst) return `${scorer}: ${best.name} ${best.estimate.text}`;
  const value = (one: Estimate) => (first.passRate === null ? numberText(one.value) : percentText(one.value));
  return `${scorer}: ${best.name} ${value(best.estimate)}, ${worst.name} ${value(worst.estimate)}`;
}

function measuredScores(scores: readonly Score[], trials: readonly Trial[] | undefined): readonly Score[] {
  if (trials === undefined) return scores;
  const measured = new Set(trials.flatMap((trial) => (trial.phase === "measured" ? [trial.planIndex] : [])));
  return scores.filter((score) => measured.has(score.planIndex));
}

function sentencesOf(scores: readonly Score[], rows: readonly QualityRow[]): string[] {
  const unjudged = rows.reduce((sum, row) => sum + row.notJudged, 0);
  const missing = `${countText(unjudged, "answer")} without a judgement, such as failed ones, left out.`;
  const intervals = "Intervals: 95 %; pass rates by Wilson and means, repeats clustered by case (none below 10).";
  return [`${countText(scores.length, "score")}.`, ...(unjudged === 0 ? [] : [missing]), intervals];
}

/** The number of marks that stay readable below one another: the fewer scorers, the more targets. */
const mostTargets = (scorers: number) => Math.max(8, Math.min(MOST_POINTS, Math.floor(MOST_MARKS / scorers)));

/**
 * How good the answers were: for each scorer and target the pass rate (Wilson interval) or the mean value (interval
 * clustered by case, from ten cases on). Answers without a judgment are counted in the caption and treated as nothing.
 *
 * @example
 * bb.showFigure(await bb.figures.quality(run));
 */
export function qualityFigure<Source extends Run | readonly Score[]>(
  source: Source,
  options: QualityFigureOptions = {},
): FromTrials<Source, Figure> {
  const figure = isRun(source)
    ? drawTrials("figures.quality", source, options, async (trials, given, run) =>
        figureOf((await run?.scores()) ?? [], { trials, ...given }),
      )
    : figureOf(source, options);
  return figure as FromTrials<Source, Figure>;
}

function figureOf(scores: readonly Score[], options: QualityFigureOptions): Figure {
  checkRows("figures.quality", "scores", scores, "the list of scores that await run.scores() gives");
  checkedOptions("figures.quality", qualityFigureOptions, options);
  if (options.trials !== undefined) checkTrials("figures.quality", options.trials);
  const kept = measuredScores(scores, options.trials);
  const rows = qualityRows(kept);
  const sentences = sentencesOf(kept, rows);
  if (rows.length === 0)
    return emptyFigure("quality", "No scores", rowCaption(sentences.slice(0, 1), options), options.width);
  const all = inColorOrder([...new Set(rows.map((row) => row.target))], options.colors);
  const scored = firstDrawn([...new Set(rows.map((row) => row.scorer))], MOST_PANELS, "scorer");
  const scorers = scored.drawn;
  const { drawn: targets, left } = firstDrawn(all, mostTargets(scorers.length), "target");
  const colors = targetColors(all, options.colors);
  const step = (targets.length > 8 ? 0.85 : 0.6) / Math.max(1, targets.length);
  const places: Places = {
    offset: (index) => ((targets.length - 1) / 2 - index) * step,
    color: (target) => colors.get(target) ?? PALETTE[0],
    symbol: (target) => targetSymbol(target, colors),
  };
  const labels = scorers.map((scorer) => scorerLabel(rows, scorer));
  return buildFigure({
    name: "quality",
    title: options.title ?? findingTitle(rows),
    caption: rowCaption([...sentences, ...left, ...scored.left], options),
    data: targets.map((target, i) => targetTrace(target, i, rows, scorers, places)),
    layout: {
      xaxis: axis("quality (0 worst, 1 best)", { range: [-0.02, 1.02] }),
      yaxis: laneAxis(labels),
    },
    leftLabels: labels,
    legend: targets.map(shortName),
    plotHeight: Math.max(110, scorers.length * (34 + targets.length * 15)),
    width: options.width,
  });
}
