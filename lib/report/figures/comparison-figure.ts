import * as v from "valibot";
import { checkRows } from "../../arguments/check-values.js";
import { describeValue } from "../../arguments/describe-value.js";
import { numberFrom, text } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { plotText } from "../../text/escape.js";
import { shortName } from "../../text/label-text.js";
import { firstDrawn, firstOf } from "../../text/list-text.js";
import { numberText } from "../../text/number-text.js";
import { axis, grayBand, grayLine, laneAxis } from "../axes.js";
import { buildFigure, emptyFigure } from "../build-figure.js";
import type { Figure, Trace } from "../figure.js";
import { EFFECT, INK } from "../theme.js";
import { laneLabel } from "./lane-label.js";
import { MOST_LANES } from "./most-drawn.js";
import { type FigureOptions, figureFields } from "./options.js";
import { rowCaption } from "./row-caption.js";

/** One effect: how many times the baseline's value the candidate's is, with its interval. */
export interface EffectRow {
  /** What was compared, such as `latency` or `q4_1 against q8_0`. */
  readonly label: string;
  /** Candidate / baseline; null when it could not be estimated. */
  readonly ratio: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Pairs or cases behind it. */
  readonly n: number | null;
  /** Whether a smaller value is the better one (times) or a larger one (rates, quality). */
  readonly betterWhen: "lower" | "higher";
  /** The verdict of the test that was made, in words; shown on hover and in the caption's count. */
  readonly verdict?: string;
  /** True where the test refused to say: the numbers are shown, and called neither better nor worse. */
  readonly isRefused?: boolean;
  /** True where the test saw no difference that counts, whatever its own interval is. */
  readonly isUnseen?: boolean;
}

/** Options of the comparison. */
export interface ComparisonOptions extends FigureOptions {
  readonly baseline?: string;
  readonly candidate?: string;
  /** Effects smaller than this share count as noise; 0.02 when not given. */
  readonly noiseThreshold?: number;
}

const comparisonOptions = settings({
  ...figureFields,
  baseline: v.optional(text),
  candidate: v.optional(text),
  noiseThreshold: v.optional(numberFrom(0)),
});

/** Up to this many verdicts are listed in the caption one by one. */
const MOST_VERDICTS = 8;

const SORTS = ["better", "worse", "unclear", "refused"] as const;
type Sort = (typeof SORTS)[number];

const LOOK: Readonly<Record<Sort, { readonly words: string; readonly marker: Trace }>> = {
  better: { words: "better, clear of the noise", marker: { symbol: "circle", color: EFFECT.better } },
  worse: { words: "worse, clear of the noise", marker: { symbol: "square", color: EFFECT.worse } },
  unclear: { words: "not clear of the noise", marker: { symbol: "circle-open", color: INK.muted } },
  refused: { words: "cannot be compared", marker: { symbol: "x-thin-open", color: INK.muted, line: { width: 2 } } },
};

const percent = (ratio: number) => (ratio - 1) * 100;

/** A change in percent with its sign, such as "+12.3 %". */
function changeText(ratio: number): string {
  const change = percent(ratio);
  return `${change > 0 ? "+" : ""}${numberText(change).replace("-", "−")} %`;
}

function sortOf(row: EffectRow, noise: number): Sort {
  if (row.isRefused === true) return "refused";
  if (row.isUnseen === true || row.low === null || row.high === null) return "unclear";
  if (row.high < 1 - noise) return row.betterWhen === "lower" ? "better" : "worse";
  if (row.low > 1 + noise) return row.betterWhen === "higher" ? "better" : "worse";
  return "unclear";
}

function effectText(row: EffectRow): string {
  if (row.ratio === null) return "not estimable";
  const interval =
    row.low === null || row.high === null
      ? "no interval"
      : `95 % interval ${changeText(row.low)} to ${changeText(row.high)}`;
  return `${changeText(row.ratio)} (${interval})`;
}

function sortTrace(rows: readonly EffectRow[], sort: Sort, noise: number): Trace {
  const own = rows.flatMap((row, i) =>
    row.ratio !== null && sortOf(row, noise) === sort ? [{ row, ratio: row.ratio, at: rows.length - 1 - i }] : [],
  );
  const { words, marker } = LOOK[sort];
  return {
    type: "scatter",
    mode: "markers",
    name: words,
    showlegend: own.length > 0,
    x: own.map(({ ratio }) => percent(ratio)),
    y: own.map(({ at }) => at),
    error_x: {
      type: "data",
      symmetric: false,
      array: own.map(({ row, ratio }) => (row.high === null ? 0 : percent(row.high) - percent(ratio))),
      arrayminus: own.map(({ row, ratio }) => (row.low === null ? 0 : percent(ratio) - percent(row.low))),
      color: marker.color,
      thickness: 1.6,
      width: 5,
    },
    marker: { ...marker, size: 10 },
    text: own.map(
      ({ row }) =>
        `${plotText(row.label)}<br>${effectText(row)}${row.verdict === undefined ? "" : `<br>${plotText(row.verdict)}`}`,
    ),
    hoverinfo: "text",
  };
}

function missingNote(row: EffectRow, at: number): Trace[] {
  if (row.ratio !== null) return [];
  return [{ text: "not estimable", x: 0, y: at, xref: "x", yref: "y", showarrow: false, font: { color: INK.muted } }];
}

function findingTitle(rows: readonly EffectRow[], noise: number, options: ComparisonOptions): string {
  const who =
    options.candidate === undefined || options.baseline === undefined
      ? ""
      : `${shortName(options.candidate)} against ${shortName(options.baseline)}: `;
  const [only] = rows;
  if (rows.length === 1 && only !== undefined) return `${who}${shortName(only.label)} ${effectText(only)}`;
  const sorts = rows.map((row) => sortOf(row, noise));
  const words = { better: "better", worse: "worse", unclear: "not clear of the noise", refused: "cannot be compared" };
  const counted = SORTS.flatMap((sort) => {
    const count = sorts.filter((one) => one === sort).length;
    return count === 0 ? [] : [`${count} ${words[sort]}`];
  });
  return `${who}${who === "" ? "Of" : "of"} ${rows.length} effects ${counted.join(", ")}`;
}

const verdictText = ({ label, verdict }: EffectRow) => `${label}: ${verdict}.`;

/** How often each verdict was found; what follows its first comma is the reason and differs from row to row. */
function countedVerdicts(rows: readonly EffectRow[]): string[] {
  const counts = new Map<string, number>();
  for (const { verdict = "" } of rows) {
    const word = verdict.split(",")[0] ?? "";
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [`Verdicts: ${firstOf([...counts].map(([word, count]) => `${count} ${word}`))}.`];
}

function sentencesOf(rows: readonly EffectRow[], noise: number): string[] {
  const tested = rows.flatMap((row) => (row.verdict === undefined ? [] : [row]));
  const verdicts = tested.length > MOST_VERDICTS ? countedVerdicts(tested) : tested.map(verdictText);
  const axes = `Change in per cent of the baseline, 95 % intervals; grey: ±${numberText(noise * 100)} % counts as noise.`;
  return [axes, ...verdicts];
}

/**
 * What changed from baseline to candidate: each effect in percent with its interval, against the band of noise around no
 * change. An effect is called better or worse only where its whole interval is outside that band.
 *
 * @example
 * bb.figures.comparison(bb.figures.effectRows([bb.compareTargets(trials, { baseline: "q8", candidate: "q4", metric: "latencyMs" })]));
 */
export function comparisonFigure(all: readonly EffectRow[], options: ComparisonOptions = {}): Figure {
  checkRows(
    "figures.comparison",
    "rows",
    all,
    "the list that effectRows gives",
    ": write figures.comparison(effectRows([…]))",
  );
  checkedOptions("figures.comparison", comparisonOptions, options);
  const none = all.findIndex(({ label }) => typeof label !== "string");
  if (none >= 0)
    throw new Error(
      `figures.comparison expected rows[${none}] to come from effectRows, got ${describeValue(all[none])}`,
    );
  const noise = options.noiseThreshold ?? 0.02;
  if (all.length === 0) return emptyFigure("comparison", "Nothing to compare", rowCaption([], options), options.width);
  const { drawn: rows, left } = firstDrawn(all, MOST_LANES, "effect", "in the order given");
  const labels = rows.map((row) =>
    laneLabel(row.label, `${row.betterWhen} is better${row.n === null ? "" : `, n = ${row.n}`}`),
  );
  const data = SORTS.map((sort) => sortTrace(rows, sort, noise));
  return buildFigure({
    name: "comparison",
    title: options.title ?? findingTitle(all, noise, options),
    caption: rowCaption([...sentencesOf(all, noise), ...left], options),
    data,
    annotations: rows.flatMap((row, i) => missingNote(row, rows.length - 1 - i)),
    layout: {
      xaxis: axis("change against the baseline (%)", { zeroline: false }),
      yaxis: laneAxis(labels),
      shapes: [grayBand(-noise * 100, noise * 100), grayLine(0)],
    },
    leftLabels: labels,
    legend: data.filter((trace) => trace.showlegend === true).map((trace) => String(trace.name)),
    plotHeight: Math.max(110, rows.length * 50),
    width: options.width,
  });
}
