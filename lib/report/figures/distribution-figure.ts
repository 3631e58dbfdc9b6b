import * as v from "valibot";
import { sortedValues } from "../../arguments/check-numbers.js";
import { checkRows } from "../../arguments/check-values.js";
import { text, trueOrFalse } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { quantileRanks, valuesForQuantileInterval } from "../../statistics/intervals/quantile-interval.js";
import { quantileOfSorted } from "../../statistics/quantile.js";
import { shortName, withoutUnit } from "../../text/label-text.js";
import { countText, numberText } from "../../text/number-text.js";
import { emptyFigure } from "../build-figure.js";
import type { Figure } from "../figure.js";
import { targetColors } from "../theme.js";
import { tooFewSentences } from "./caption.js";
import type { LaneMark } from "./lane-marks.js";
import { cutPanels, lanesFigure, type Panel, type PanelGroup } from "./lanes-figure.js";
import { type FigureOptions, figureFields } from "./options.js";
import { rowCaption } from "./row-caption.js";

/** The values of one group: a model, a device, a day. */
export interface ValuesOfGroup {
  readonly name: string;
  /** In any order; `isSorted` of the options says when they are sorted already. */
  readonly values: readonly number[] | Float64Array;
  /** Rows of the group without a value. */
  readonly missing?: number;
}

/** What the values are. */
export interface ValuesFigureOptions extends FigureOptions {
  /** What was measured, such as `latency_sec`. */
  readonly quantity: string;
  readonly unit?: string | null;
  /** Where the rows come from, for the caption: a file's name. */
  readonly source?: string;
  /** True spares the sorting of values that come sorted, as from `values` of an exploration. */
  readonly isSorted?: boolean;
}

const valuesFigureOptions = settings({
  ...figureFields,
  quantity: text,
  unit: v.nullish(text),
  source: v.optional(text),
  isSorted: v.optional(trueOrFalse),
});

const MARKS = { median: 0.5, p90: 0.9, p95: 0.95 } as const;

function marksOf(sorted: Float64Array): LaneMark[] {
  if (sorted.length === 0) return [];
  return (["median", "p90", "p95"] as const).flatMap((label) => {
    const share = MARKS[label];
    if (label !== "median" && sorted.length < valuesForQuantileInterval(share)) return [];
    const ranks = quantileRanks(sorted.length, share);
    const at = (rank: number) => sorted[rank - 1] ?? 0;
    const interval = ranks === null ? null : { low: at(ranks.lowRank), high: at(ranks.highRank) };
    return [{ label, value: quantileOfSorted(sorted, share), interval }];
  });
}

const quantityOf = ({ quantity, unit }: ValuesFigureOptions) => withoutUnit(quantity, unit ?? "");
const quantityWords = (options: ValuesFigureOptions) =>
  options.unit ? `${quantityOf(options)} (${options.unit})` : options.quantity;

function findingTitle(groups: readonly ValuesOfGroup[], medians: readonly number[], options: ValuesFigureOptions) {
  const unit = options.unit ? ` ${options.unit}` : "";
  const known = groups.flatMap(({ name }, i) => {
    const median = medians[i];
    return median === undefined || Number.isNaN(median) ? [] : [{ name: shortName(name), median }];
  });
  const sorted = known.sort((a, b) => a.median - b.median);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (least === undefined || most === undefined) return `No value of ${options.quantity} is known`;
  if (sorted.length === 1) return `${quantityOf(options)} is ${numberText(least.median)}${unit} (median)`;
  const from = `${numberText(least.median)}${unit} (${least.name})`;
  return `Median ${quantityOf(options)} from ${from} to ${numberText(most.median)}${unit} (${most.name})`;
}

function panelOf(groups: readonly (readonly [string, PanelGroup])[], options: ValuesFigureOptions): Panel {
  const valueText = (value: number) => `${numberText(value)}${options.unit ? ` ${options.unit}` : ""}`;
  return { axisTitle: quantityWords(options), groups: new Map(groups), valueText };
}

/**
 * How the values of any quantity lie, group by group: every value (counts in bins above 400) and the percentiles that n
 * supports with their 95 % order-statistic intervals. For saved files: values in, no trials needed.
 *
 * @example
 * bb.figures.distribution([{ name: "q4", values: [101, 98, 104] }], { quantity: "latency", unit: "ms" }).name; // => "values"
 */
export function distributionFigure(groups: readonly ValuesOfGroup[], options: ValuesFigureOptions): Figure {
  checkRows("figures.distribution", "groups", groups, "a list of { name, values }");
  checkedOptions("figures.distribution", valuesFigureOptions, options);
  const sorted = groups.map(({ name, values }) =>
    values instanceof Float64Array && options.isSorted === true ? values : sortedValues(values, `values of ${name}`, 0),
  );
  const all = sorted.reduce((total, values) => total + values.length, 0);
  const missing = groups.reduce((total, group) => total + (group.missing ?? 0), 0);
  const counts = new Map(groups.map(({ name }, i) => [name, sorted[i]?.length ?? 0]));
  const panelGroups = groups.map(({ name }, i): [string, PanelGroup] => {
    const own = sorted[i] ?? new Float64Array();
    const hover = (index: number) => `${numberText(own[index] ?? null)}${options.unit ? ` ${options.unit}` : ""}`;
    return [name, { values: Array.from(own), hover, marks: marksOf(own), count: `n = ${own.length}` }];
  });
  const { drawn, left } = cutPanels([panelOf(panelGroups, options)], "group", "in the order of the rows");
  const caption = rowCaption(
    [
      ...(options.source === undefined ? [] : [`Rows of ${options.source}.`]),
      `n = ${countText(all, "value")}${missing > 0 ? `; ${countText(missing, "row")} without a value left out` : ""}.`,
      "Percentiles: type 7; intervals: 95 %, order statistics, rows taken as independent.",
      ...tooFewSentences(options.quantity, counts, "group"),
      ...left,
    ],
    options,
  );
  if (all === 0) return emptyFigure("values", `No value of ${options.quantity} is known`, caption, options.width);
  const medians = panelGroups.map(([, { marks }]) => marks[0]?.value ?? Number.NaN);
  return lanesFigure({
    name: "values",
    title: options.title ?? findingTitle(groups, medians, options),
    caption,
    noun: "value",
    panels: drawn,
    colors: targetColors(
      groups.map(({ name }) => name),
      options.colors,
    ),
    width: options.width,
  });
}
