import * as v from "valibot";
import { checkRecord, checkRows } from "../../arguments/check-values.js";
import { oneOf, text } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { plotText } from "../../text/escape.js";
import { shortName, wrapForPlot } from "../../text/label-text.js";
import { type Drawn, firstDrawn, firstOf, MOST_NAMES } from "../../text/list-text.js";
import { countText, numberText } from "../../text/number-text.js";
import { axis } from "../axes.js";
import { buildFigure, emptyFigure } from "../build-figure.js";
import type { Figure, Trace } from "../figure.js";
import { FONT_SIZE, INK, inTargetOrder, PALETTE, targetColors, targetSymbol } from "../theme.js";
import { MOST_POINTS } from "./most-drawn.js";
import { type FigureOptions, figureFields } from "./options.js";
import { rowCaption } from "./row-caption.js";
import { tradeOffTitle } from "./trade-off-title.js";

/** A value with its interval; the ends are null without one. A value known exactly is its own two ends. */
export interface Estimate {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** One target with how fast and how good it is. */
export interface TradeOffPoint {
  readonly target: string;
  readonly speed: Estimate;
  readonly quality: Estimate;
  readonly n: number | null;
  /** How sure it is that no other beats it in both: its share of the draws of cases; null or left out where unknown. */
  readonly undominatedShare?: number | null;
}

/** Options of the trade-off: what the axes are. */
export interface TradeOffOptions extends FigureOptions {
  /** Title of the speed axis with its unit; "median latency (ms)" when not given. */
  readonly speedTitle?: string;
  /** Whether less is faster (times) or more is (rates); "lower" when not given. */
  readonly speedBetterWhen?: "lower" | "higher";
  /** Title of the quality axis; more is better. */
  readonly qualityTitle?: string;
}

const tradeOffOptions = settings({
  ...figureFields,
  speedTitle: v.optional(text),
  speedBetterWhen: v.optional(oneOf("lower", "higher")),
  qualityTitle: v.optional(text),
});

const PLOT_HEIGHT = 300;

/** The points that no other beats in both: the Pareto front, from the fastest on. */
function paretoFront(points: readonly TradeOffPoint[], lowerIsFaster: boolean): TradeOffPoint[] {
  const cost = (point: TradeOffPoint) => (lowerIsFaster ? point.speed.value : -point.speed.value);
  const sorted = [...points].sort((a, b) => cost(a) - cost(b) || b.quality.value - a.quality.value);
  const front: TradeOffPoint[] = [];
  for (const point of sorted) {
    const best = front.at(-1);
    if (best === undefined || point.quality.value > best.quality.value) front.push(point);
  }
  return front;
}

function errorBar(estimate: Estimate, color: string): Trace {
  const array = [estimate.high === null ? 0 : estimate.high - estimate.value];
  const arrayminus = [estimate.low === null ? 0 : estimate.value - estimate.low];
  return { type: "data", symmetric: false, array, arrayminus, color: color, thickness: 1.4, width: 4 };
}

/** `, undominated in 93 % of the draws`, where it is known. */
function sureText({ undominatedShare: share }: TradeOffPoint): string {
  return share === undefined || share === null
    ? ""
    : `undominated in ${numberText(share * 100)} % of the draws of cases`;
}

function pointTrace(point: TradeOffPoint, symbol: string, color: string): Trace {
  const { target, speed, quality, n } = point;
  const sure = sureText(point);
  return {
    type: "scatter",
    mode: "markers",
    name: plotText(shortName(target)),
    x: [speed.value],
    y: [quality.value],
    error_x: errorBar(speed, color),
    error_y: errorBar(quality, color),
    marker: { color: color, size: 11, symbol },
    text: [
      `${plotText(target)}<br>speed ${numberText(speed.value)}<br>quality ${numberText(quality.value)}${n === null ? "" : `<br>n = ${n}`}${sure === "" ? "" : `<br>${sure}`}`,
    ],
    hoverinfo: "text",
  };
}

function frontTrace(front: readonly TradeOffPoint[]): Trace {
  return {
    type: "scatter",
    mode: "lines",
    name: "front",
    showlegend: front.length > 1,
    x: front.map((point) => point.speed.value),
    y: front.map((point) => point.quality.value),
    line: { color: INK.line, width: 1.2, dash: "dash", shape: "hv" },
    hoverinfo: "skip",
  };
}

const enough = "Whether a quality is good enough is not shown.";

/** How sure the front is, target by target; where nobody knows, what the bars can tell. */
function sureSentence(points: readonly TradeOffPoint[]): string {
  const isBare = points.some(({ speed, quality }) => speed.low === null || quality.low === null);
  const bars = `Bars: 95 % intervals${isBare ? ", none where there are too few data for one" : ""}`;
  const known = points.filter((point) => sureText(point) !== "");
  if (known.length < points.length) {
    return `${bars}; the front takes the estimates as they are, and where bars overlap the order is not shown by the data. ${enough}`;
  }
  const sorted =
    known.length > MOST_NAMES
      ? [...known].sort((a, b) => (b.undominatedShare ?? 0) - (a.undominatedShare ?? 0))
      : known;
  const shares = sorted.map(
    (point) => `${shortName(point.target)} ${numberText((point.undominatedShare ?? 0) * 100)} %`,
  );
  return `${bars}. No other is both faster and better, in so many draws of the cases: ${firstOf(shares)}. ${enough}`;
}

/** `, n = 24`, or from how few to how many; nothing where one is not known. */
function countsText(points: readonly TradeOffPoint[]): string {
  const counts = points.flatMap(({ n }) => n ?? []);
  if (counts.length < points.length || counts.length === 0) return "";
  if (counts.length <= MOST_NAMES) return `, n = ${counts.join(", ")}`;
  const [least, most] = [counts.reduce((a, b) => Math.min(a, b)), counts.reduce((a, b) => Math.max(a, b))];
  return `, n = ${least === most ? most : `${least} to ${most}`} each`;
}

/** The front, and after it the first of the others: a choice that is worth taking is never left out before one that is not. */
function drawnPoints(points: readonly TradeOffPoint[], front: readonly TradeOffPoint[]): Drawn<TradeOffPoint> {
  const onFront = new Set(front);
  const ordered = [...front, ...points.filter((point) => !onFront.has(point))];
  const { drawn, left } = firstDrawn(ordered, MOST_POINTS, "target", "those of the front before the others");
  const kept = new Set(drawn);
  return { drawn: points.filter((point) => kept.has(point)), left };
}

/**
 * Speed against quality: each target a point with intervals on both axes, and the front of those that no other beats in
 * both. Where intervals overlap the order of two points is not shown by the data, and the caption says so.
 *
 * @example
 * bb.figures.tradeOff((await bb.tradeOff(run)).rows, { speedTitle: "median latency (ms)" });
 */
export function tradeOffFigure(given: readonly TradeOffPoint[], options: TradeOffOptions = {}): Figure {
  checkRows("figures.tradeOff", "points", given, "a list, as (await tradeOff(run)).rows");
  checkedOptions("figures.tradeOff", tradeOffOptions, options);
  for (const [at, { speed, quality }] of given.entries())
    for (const [name, estimate] of Object.entries({ speed, quality }))
      checkRecord("figures.tradeOff", `points[${at}].${name}`, estimate, "{ value, low, high }");
  const lowerIsFaster = options.speedBetterWhen !== "higher";
  const points = inTargetOrder(given, options.colors);
  const front = paretoFront(points, lowerIsFaster);
  const { drawn, left } = drawnPoints(points, front);
  const caption = rowCaption(
    [`${countText(points.length, "target")}${countsText(points)}.`, sureSentence(points), ...left],
    options,
  );
  if (points.length === 0) return emptyFigure("trade-off", "No targets to compare", caption, options.width);
  const quality = wrapForPlot(
    `${options.qualityTitle ?? "quality (0 to 1)"}, more is better`,
    PLOT_HEIGHT,
    FONT_SIZE.axis,
  );
  const colors = targetColors(
    points.map((point) => point.target),
    options.colors,
  );
  const data = [
    frontTrace(front.filter((point) => drawn.includes(point))),
    ...drawn.map((point) =>
      pointTrace(point, targetSymbol(point.target, colors), colors.get(point.target) ?? PALETTE[0]),
    ),
  ];
  return buildFigure({
    name: "trade-off",
    title: options.title ?? tradeOffTitle(points, lowerIsFaster),
    caption,
    data,
    layout: {
      xaxis: axis(`${options.speedTitle ?? "median latency (ms)"}, ${lowerIsFaster ? "less" : "more"} is faster`, {
        rangemode: "tozero",
      }),
      yaxis: axis(quality.text),
    },
    plotHeight: PLOT_HEIGHT,
    leftMargin: 64 + (quality.lines - 1) * FONT_SIZE.axis * 1.3,
    legend: data.filter((trace) => trace.showlegend !== false).map((trace) => String(trace.name)),
    width: options.width,
  });
}
