import { numberText } from "../text/number-text.js";
import type { Trace } from "./figure.js";
import { FONT_SIZE, INK } from "./theme.js";

/** An axis in the theme's look. `title` is plain text that belongs to this project, with its unit. */
export function axis(title: string, settings: Readonly<Record<string, unknown>> = {}): Trace {
  return {
    title: { text: title, font: { size: FONT_SIZE.axis }, standoff: 10 },
    tickfont: { size: FONT_SIZE.tick },
    gridcolor: INK.grid,
    linecolor: INK.line,
    showline: true,
    ticks: "outside",
    tickcolor: INK.line,
    ticklen: 4,
    zeroline: false,
    automargin: false,
    ...settings,
  };
}

/** The left axis of a figure of lanes: the labels (escaped) from the top down, lane 0 at the bottom. */
export function laneAxis(labels: readonly string[], settings: Readonly<Record<string, unknown>> = {}): Trace {
  const tickvals = labels.map((_, i) => labels.length - 1 - i);
  const range = [-0.55, labels.length - 0.45];
  return axis("", { range, tickvals, ticktext: labels, ticks: "", showgrid: false, ...settings });
}

/** Pixels that the words of a tick need. */
const TICK_WIDTH = 34;

/**
 * Ticks of a logarithmic axis at 1, 2 and 5 of each decade (at 1 where the plot is too narrow), written out: plotly's own leave the
 * zeros to the reader. Values so near each other that not two of these lie between them get even steps: one tick gives no scale.
 * `range` holds the least and the largest value, both above 0.
 */
export function logTicks([low, high]: readonly [number, number], plotWidth: number): Trace {
  const [first, last] = [Math.floor(Math.log10(low)), Math.floor(Math.log10(high))];
  const steps = (last - first + 1) * 3 * TICK_WIDTH <= plotWidth ? [1, 2, 5] : [1];
  const decades = Array.from({ length: last - first + 2 }, (_, i) => first + i);
  const usual = decades.flatMap((decade) => steps.map((step) => Number(`${step}e${decade}`)));
  const seen = usual.filter((value) => low <= value && value <= high).length;
  const tickvals = seen < 2 && low < high ? evenTicks(low, high) : usual;
  return { tickvals, ticktext: tickvals.map(numberText) };
}

/** Multiples of 1, 2 or 5 of a decade, about four of them between two values. */
function evenTicks(low: number, high: number): number[] {
  const decade = Math.floor(Math.log10((high - low) / 4));
  const step =
    [1, 2, 5, 10].map((times) => times * 10 ** decade).find((size) => size >= (high - low) / 4) ?? high - low;
  const [first, last] = [Math.ceil(low / step), Math.floor(high / step)];
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** A gray band across the whole height, behind the data, from one value of the x axis to another. */
export function grayBand(from: number, to: number): Trace {
  const place = { xref: "x", yref: "paper", x0: from, x1: to, y0: 0, y1: 1 };
  return { type: "rect", ...place, fillcolor: INK.grid, line: { width: 0 }, layer: "below" };
}

/** A thin line across the whole height, behind the data, at one value of the x axis. */
export function grayLine(at: number): Trace {
  const place = { xref: "x", yref: "paper", x0: at, x1: at, y0: 0, y1: 1 };
  return { type: "line", ...place, line: { color: INK.line, width: 1 }, layer: "below" };
}
