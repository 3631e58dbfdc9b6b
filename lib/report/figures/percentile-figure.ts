import * as v from "valibot";
import { oneOf } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import type { FromTrials, TrialSource } from "../../arguments/with-trials.js";
import { type ComparedMetric, catalogue, comparedMetric } from "../../metrics/catalogue.js";
import { trialMetrics } from "../../metrics/trial-metrics.js";
import { plotText } from "../../text/escape.js";
import { capital, shortName } from "../../text/label-text.js";
import type { Trial } from "../../types/index.js";
import { axis, grayBand } from "../axes.js";
import { buildFigure, emptyFigure } from "../build-figure.js";
import type { Figure, Trace } from "../figure.js";
import { INK, lighten, PALETTE, targetColors, targetSymbol } from "../theme.js";
import { trialCaption } from "./caption.js";
import { drawTrials } from "./draw-trials.js";
import { axisUnit, valueText } from "./metric-words.js";
import { firstGroups, MOST_LINES } from "./most-drawn.js";
import { type FigureOptions, figureFields, measuredByTarget } from "./options.js";
import { type PercentileMark, percentileMark, valuesNeededFor } from "./percentiles.js";

/** Which percentile of which metric the figure follows; p95 of the latency by default. */
export interface PercentileFigureOptions extends FigureOptions {
  readonly percentile?: "median" | "p90" | "p95" | "p99";
  readonly metric?: ComparedMetric;
}

const percentileFigureOptions = settings({
  ...figureFields,
  percentile: v.optional(oneOf("median", "p90", "p95", "p99"), "p95"),
  metric: v.optional(comparedMetric, "latencyMs"),
});

const STEPS = 200;
const MOST_MARKERS = 8;

/** What is known after the first n answers. */
interface Step {
  readonly n: number;
  readonly mark: PercentileMark;
}

/** At most 200 numbers of answers, closer together where there are few. */
function stepsUpTo(n: number): number[] {
  if (n <= STEPS) return Array.from({ length: n }, (_, i) => i + 1);
  const steps = Array.from({ length: STEPS }, (_, i) => Math.round(n ** (i / (STEPS - 1))));
  return [...new Set(steps)];
}

/** What is known after each number of answers; `isWhole`: after all of them only. */
function growing(trials: readonly Trial[], options: PercentileFigureOptions, isWhole = false): Step[] {
  const inOrder = [...trials].sort((a, b) => a.session - b.session || a.dispatchedAtMs - b.dispatchedAtMs);
  const values = inOrder.flatMap((trial) => trialMetrics(trial)[options.metric ?? "latencyMs"] ?? []);
  const steps = isWhole ? [values.length].filter((n) => n > 0) : stepsUpTo(values.length);
  return steps.map((n) => ({ n, mark: percentileMark(values.slice(0, n), options.percentile ?? "p95") }));
}

/** How the line of a target looks. Markers on it distinguish targets of the same color. */
interface Look {
  readonly color: string;
  readonly symbol: string;
  readonly metric: ComparedMetric;
  readonly divisor: number;
}

function targetTraces(name: string, steps: readonly Step[], { color, symbol, metric, divisor }: Look): Trace[] {
  const sure = steps.flatMap(({ n, mark }) => (mark.interval === null ? [] : [{ n, ...mark.interval }]));
  const reversed = [...sure].reverse();
  const band = {
    type: "scatter",
    mode: "lines",
    name: plotText(shortName(name)),
    x: [...sure, ...reversed].map(({ n }) => n),
    y: [...sure.map(({ high }) => high / divisor), ...reversed.map(({ low }) => low / divisor)],
    fill: "toself",
    fillcolor: color,
    opacity: 0.2,
    line: { width: 0 },
    showlegend: false,
    hoverinfo: "skip",
  };
  const line = (part: readonly Step[], dash: string, isLegend: boolean): Trace => ({
    type: "scatter",
    mode: part.length === 1 ? "markers" : "lines+markers",
    marker: { color: color, symbol, size: 7, maxdisplayed: MOST_MARKERS },
    name: plotText(shortName(name)),
    showlegend: isLegend,
    x: part.map(({ n }) => n),
    y: part.map(({ mark }) => mark.value / divisor),
    text: part.map(
      ({ n, mark }) => `${plotText(name)}<br>${mark.label} after ${n} answers: ${valueText(metric, mark.value)}`,
    ),
    hoverinfo: "text",
    line: { color: dash === "dot" ? lighten(color, 0.35) : color, width: 2, dash },
  });
  const unsure = steps.filter(({ mark }) => mark.interval === null);
  const known = steps.filter(({ mark }) => mark.interval !== null);
  const bands = sure.length > 1 ? [band] : [];
  return [
    ...bands,
    ...(unsure.length > 0 ? [line(unsure, "dot", known.length === 0)] : []),
    ...(known.length > 0 ? [line(known, "solid", true)] : []),
  ];
}

function findingTitle(
  all: ReadonlyMap<string, readonly Step[]>,
  label: PercentileMark["label"],
  metric: ComparedMetric,
) {
  const quantity = catalogue[metric].words;
  const text = (value: number) => valueText(metric, value);
  const last = [...all].flatMap(([name, steps]) => {
    const step = steps.at(-1);
    return step === undefined ? [] : [{ name: shortName(name), ...step }];
  });
  const sure = last.filter(({ mark }) => mark.interval !== null);
  if (last.length === 0) return `No ${quantity} was observed`;
  if (sure.length === 0) {
    const most = last.reduce((a, b) => Math.max(a, b.n), 0);
    return `From n = ${most}, too few for a ${label} of ${quantity}: it needs ${valuesNeededFor(label)}`;
  }
  const [first] = sure;
  if (sure.length > 3) {
    const sorted = sure.sort((a, b) => a.mark.value - b.mark.value);
    const [least, most] = [sorted[0] ?? sure[0], sorted.at(-1) ?? sure[0]];
    const named = (one: typeof least) => (one === undefined ? "" : `${text(one.mark.value)} (${one.name})`);
    return `${capital(label)} ${quantity} from ${named(least)} to ${named(most)}`;
  }
  if (last.length > 1 || first?.mark.interval == null) {
    const known = sure.map(({ name, mark }) => `${name} ${text(mark.value)}`);
    return `${capital(label)} ${quantity}: ${known.join(", ")}`;
  }
  const { low, high } = first.mark.interval;
  return `${capital(label)} ${quantity} of ${first.name} is ${text(first.mark.value)}, between ${text(low)} and ${text(high)}`;
}

/** The legend's entry for the gray band. */
function unsureTrace(needed: number): Trace {
  return {
    type: "scatter",
    mode: "markers",
    x: [null],
    y: [null],
    name: `no interval below n = ${needed}`,
    hoverinfo: "skip",
    marker: { symbol: "square", size: 10, color: INK.grid, line: { color: INK.line, width: 1 } },
  };
}

/**
 * How sure a percentile is, as answers come in: its value after the first n answers, with the 95 % interval from the n on
 * that supports one. Left of that n the value is drawn dotted on gray: it is little more than the largest value seen.
 *
 * @example
 * bb.showFigure(await bb.figures.percentile(run, { percentile: "p90" }));
 */
export function percentileFigure<Source extends TrialSource>(
  source: Source,
  options: PercentileFigureOptions = {},
): FromTrials<Source, Figure> {
  return drawTrials("figures.percentile", source, options, figureOf);
}

function figureOf(trials: readonly Trial[], options: PercentileFigureOptions): Figure {
  const { percentile: label, metric } = checkedOptions("figures.percentile", percentileFigureOptions, options);
  const groups = measuredByTarget(trials, options.colors);
  if (groups.size === 0)
    return emptyFigure("percentile", "No measured trials", trialCaption(trials, options, []), options.width);
  const needed = valuesNeededFor(label);
  const { drawn, left } = firstGroups(groups, MOST_LINES);
  const all = new Map(drawn.map(([name, group]) => [name, growing(group, options)]));
  const ends = new Map([...groups].map(([name, group]) => [name, growing(group, options, true)]));
  const steps = [...all.values()].flat();
  const { unit, divisor } = axisUnit(
    metric,
    steps.map(({ mark }) => mark.value),
  );
  const most = steps.reduce((a, b) => Math.max(a, b.n), 1);
  const colors = targetColors([...groups.keys()], options.colors);
  const traces = [...all].flatMap(([name, own]) =>
    targetTraces(name, own, {
      ...{ color: colors.get(name) ?? PALETTE[0], symbol: targetSymbol(name, colors) },
      ...{ metric, divisor },
    }),
  );
  return buildFigure({
    name: "percentile",
    title: options.title ?? findingTitle(ends, label, metric),
    caption: trialCaption(trials, options, [
      "Percentiles: type 7; bands: 95 %, order statistics, trials taken as independent.",
      ...left,
    ]),
    data: [...traces, unsureTrace(needed)],
    layout: {
      xaxis: axis("answers so far (n)", { range: [0, most * 1.05], showgrid: false }),
      yaxis: axis(`${label} of ${catalogue[metric].words} (${unit})`, { rangemode: "tozero" }),
      shapes: [grayBand(0, Math.min(needed, most * 1.05))],
    },
    legend: [...[...all.keys()].map(shortName), String(unsureTrace(needed).name)],
    width: options.width,
  });
}
