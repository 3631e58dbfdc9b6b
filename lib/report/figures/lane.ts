import type { Trace } from "../figure.js";
import { lighten } from "../theme.js";
import { type LaneMark, laneMarkTraces, type MarkPlace } from "./lane-marks.js";

/** Above this many values a lane shows counts in bins: single points would hide each other and weigh megabytes. */
export const MOST_POINTS = 400;
const BINS = 60;
const BAND = { from: 0, height: 0.42 } as const;
const GOLDEN = 0.6180339887498949;

/** One row of a distribution figure. `axes` names plotly's axes for it, such as `{ xaxis: "x2", yaxis: "y2" }`. */
export interface Lane extends MarkPlace {
  readonly values: readonly number[];
  /** What to say about the value of an index under the mouse, escaped. Asked only for values drawn by themselves. */
  readonly hover: (index: number) => string;
  readonly marks: readonly LaneMark[];
}

function pointsTrace(lane: Lane): Trace {
  return {
    type: "scatter",
    mode: "markers",
    ...lane.axes,
    name: lane.name,
    showlegend: false,
    x: lane.values,
    // A low-discrepancy spread: the same each time, and neighbors seldom cover each other.
    y: lane.values.map((_, i) => lane.at + BAND.from + (((i + 1) * GOLDEN) % 1) * BAND.height),
    marker: {
      color: lane.color,
      size: lane.values.length > 100 ? 4 : 6,
      opacity: lane.values.length > 100 ? 0.45 : 0.65,
    },
    text: lane.values.map((_, i) => lane.hover(i)),
    hoverinfo: "text",
  };
}

function binCounts(values: readonly number[], low: number, width: number): number[] {
  const counts = new Array<number>(BINS).fill(0);
  for (const value of values) {
    const bin = Math.min(BINS - 1, Math.floor((value - low) / width));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

function binsTrace(lane: Lane): Trace {
  const { values } = lane;
  const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const width = (high - low) / BINS || 1;
  const counts = binCounts(values, low, width);
  const most = Math.max(...counts);
  const base = lane.at + BAND.from;
  const edges = counts.flatMap((_, i) => [low + i * width, low + (i + 1) * width]);
  const tops = counts.flatMap((count) => [count, count].map((c) => base + (c / most) * BAND.height));
  return {
    type: "scatter",
    mode: "lines",
    ...lane.axes,
    name: lane.name,
    showlegend: false,
    x: [low, ...edges, high, low],
    y: [base, ...tops, base, base],
    fill: "toself",
    fillcolor: lighten(lane.color, 0.55),
    line: { color: lane.color, width: 1 },
    hoverinfo: "skip",
  };
}

/** The traces of one lane: its observations, or their counts when they are many, and below them its marks. */
export function laneTraces(lane: Lane): Trace[] {
  const marks = lane.marks.flatMap((mark) => laneMarkTraces(lane, mark));
  if (lane.values.length === 0) return marks;
  return [lane.values.length > MOST_POINTS ? binsTrace(lane) : pointsTrace(lane), ...marks];
}
