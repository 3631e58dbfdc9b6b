import { median } from "simple-statistics";
import { checkRecord, checkRows } from "../../arguments/check-values.js";
import { checkedOptions } from "../../arguments/options.js";
import { driftSentence } from "../../findings/drift.js";
import type { Drift, DriftPoint } from "../../metrics/comparison.js";
import { plotText } from "../../text/escape.js";
import { shortName } from "../../text/label-text.js";
import { firstDrawn } from "../../text/list-text.js";
import { countText, numberText, signedPercentText } from "../../text/number-text.js";
import { axis } from "../axes.js";
import { buildFigure, emptyFigure } from "../build-figure.js";
import type { Figure, Trace } from "../figure.js";
import { type Colors, INK, inColorOrder, PALETTE, targetColors, targetSymbol } from "../theme.js";
import { MOST_POINTS } from "./most-drawn.js";
import { type FigureOptions, figureSettings } from "./options.js";
import { rowCaption } from "./row-caption.js";

const MOST_DOTS = 3000;

interface Placed {
  readonly point: DriftPoint;
  /** Place in the order of dispatch, from 1. */
  readonly place: number;
}

function targetTrace(target: string, placed: readonly Placed[], colors: Colors): Trace {
  const own = placed.filter(({ point }) => point.target === target);
  const [color, symbol] = [colors.get(target) ?? PALETTE[0], targetSymbol(target, colors)];
  return {
    type: "scatter",
    mode: "markers",
    name: plotText(shortName(target)),
    x: own.map(({ place }) => place),
    y: own.map(({ point }) => point.deviationPercent),
    marker: { color, symbol, size: 6, opacity: 0.75 },
    text: own.map(
      ({ point, place }) =>
        `${plotText(target)}<br>trial ${place}<br>${numberText(point.deviationPercent)} % of its case`,
    ),
    hoverinfo: "text",
  };
}

/** The points of the drawn targets, thinned to what a picture can hold: every second, every third, and so on. */
function drawnPoints(points: readonly DriftPoint[], targets: ReadonlySet<string>) {
  const own = points.flatMap((point, index) => (targets.has(point.target) ? [{ point, place: index + 1 }] : []));
  const step = Math.ceil(own.length / MOST_DOTS);
  if (step <= 1) return { placed: own, thinned: [] };
  const placed = own.filter((_, index) => index % step === 0);
  const words = `Drawn of ${countText(own.length, "trial")}: one in ${step}; the medians are of all.`;
  return { placed, thinned: [words] };
}

/** The median of each third, as a line over that third. */
function thirdsTrace(points: readonly DriftPoint[]): Trace {
  const size = Math.floor(points.length / 3);
  const parts =
    size === 0
      ? []
      : [
          [0, size],
          [size, points.length - size],
          [points.length - size, points.length],
        ];
  const lines = parts.map(([from = 0, to = 0]) => ({
    from,
    to,
    y: median(points.slice(from, to).map((one) => one.deviationPercent)),
  }));
  return {
    type: "scatter",
    mode: "lines",
    name: "median of each third",
    showlegend: lines.length > 0,
    x: lines.flatMap(({ from, to }) => [from + 1, to, null]),
    y: lines.flatMap(({ y }) => [y, y, null]),
    line: { color: INK.text, width: 3 },
    hoverinfo: "skip",
  };
}

function findingTitle(drift: Drift): string {
  const found = driftSentence(drift);
  if (found !== null) return `${drift.metric}: ${found}`;
  if (drift.changePercent === null) return `${drift.metric}: ${countText(drift.n, "trial")}, too few to see a drift`;
  return `${drift.metric}: no drift seen over ${countText(drift.n, "trial")}`;
}

/**
 * Whether a run got slower or faster while it went on: each trial's deviation from what its own case and target usually took,
 * in the order of dispatch. Give it `inspect.drift(trials, metric)`.
 *
 * @example
 * bb.figures.drift(await bb.inspect.drift(run, "latencyMs"));
 */
export function driftFigure(drift: Drift, options: FigureOptions = {}): Figure {
  checkRecord("figures.drift", "drift", drift, "what inspect.drift(trials, metric) gives");
  checkRows("figures.drift", "drift.points", drift.points, "a list, as inspect.drift(trials, metric) gives");
  checkedOptions("figures.drift", figureSettings, options);
  const { points, p, tau, changePercent } = drift;
  const tested =
    p === null || tau === null || changePercent === null
      ? "Fewer than six trials of repeated cases: no test."
      : `From the first to the last third ${signedPercentText(changePercent)}; Mann and Kendall: tau ${numberText(tau)}, p ${p < 0.001 ? "below 0.001" : numberText(p)}.`;
  const targets = inColorOrder([...new Set(points.map((point) => point.target))], options.colors);
  const { drawn, left } = firstDrawn(targets, MOST_POINTS, "target");
  const { placed, thinned } = drawnPoints(points, new Set(drawn));
  const caption = rowCaption(
    [`n = ${drift.n}; each trial against the geometric mean of its own case and target.`, tested, ...left, ...thinned],
    options,
  );
  if (points.length === 0) return emptyFigure("drift", "No cases with repetitions", caption, options.width);
  const colors = targetColors(targets, options.colors);
  const data = [...drawn.map((target) => targetTrace(target, placed, colors)), thirdsTrace(points)];
  return buildFigure({
    name: "drift",
    title: options.title ?? findingTitle(drift),
    caption,
    data,
    layout: {
      xaxis: axis("trials in the order of dispatch"),
      yaxis: axis("deviation from the case's mean (%)", { zeroline: true, zerolinecolor: INK.line }),
    },
    legend: data.filter((trace) => trace.showlegend !== false).map((trace) => String(trace.name)),
    width: options.width,
  });
}
