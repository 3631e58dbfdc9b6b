import type { Trace } from "./figure.js";
import { numberText } from "./number-text.js";
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
 * zeros to the reader. `range` holds the least and the largest value, both above 0.
 */
export function logTicks([low, high]: readonly [number, number], plotWidth: number): Trace {
  const [first, last] = [Math.floor(Math.log10(low)), Math.floor(Math.log10(high))];
  const steps = (last - first + 1) * 3 * TICK_WIDTH <= plotWidth ? [1, 2, 5] : [1];
  const decades = Array.from({ length: last - first + 2 }, (_, i) => first + i);
  const tickvals = decades.flatMap((decade) => steps.map((step) => Number(`${step}e${decade}`)));
  return { tickvals, ticktext: tickvals.map(numberText) };
}

/** A grey band across the whole height, behind the data, from one value of the x axis to another. */
export function greyBand(from: number, to: number): Trace {
  const place = { xref: "x", yref: "paper", x0: from, x1: to, y0: 0, y1: 1 };
  return { type: "rect", ...place, fillcolor: INK.grid, line: { width: 0 }, layer: "below" };
}

/** A thin line across the whole height, behind the data, at one value of the x axis. */
export function greyLine(at: number): Trace {
  const place = { xref: "x", yref: "paper", x0: at, x1: at, y0: 0, y1: 1 };
  return { type: "line", ...place, line: { color: INK.line, width: 1 }, layer: "below" };
}
