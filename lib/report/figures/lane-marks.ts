import type { Trace } from "../figure.js";
import { INK } from "../theme.js";

/** A number that describes the lane: a percentile, a mean, the throughput of the whole run. */
export interface LaneMark {
  readonly label: keyof typeof STYLE;
  readonly value: number;
  readonly interval: { readonly low: number; readonly high: number } | null;
}

/** How each mark looks and how far below the lane's line it sits, so that neighbors never cover each other. */
const STYLE = {
  median: { symbol: "diamond", size: 10, solid: true, below: 0.14 },
  mean: { symbol: "diamond", size: 10, solid: true, below: 0.18 },
  p90: { symbol: "triangle-up", size: 8, solid: false, below: 0.26 },
  p95: { symbol: "square", size: 7, solid: false, below: 0.38 },
  p99: { symbol: "star", size: 8, solid: false, below: 0.46 },
  total: { symbol: "square", size: 11, solid: true, below: 0 },
} as const;

/** Where marks are drawn and how they are named. */
export interface MarkPlace {
  readonly at: number;
  readonly color: string;
  readonly name: string;
  readonly axes: { readonly xaxis: string; readonly yaxis: string };
  readonly valueText: (value: number) => string;
}

function errorBar(mark: LaneMark, color: string): Trace {
  if (mark.interval === null) return {};
  const { low, high } = mark.interval;
  const bar = { color: color, thickness: 1.5, width: 4 };
  return {
    error_x: { type: "data", symmetric: false, array: [high - mark.value], arrayminus: [mark.value - low], ...bar },
  };
}

function intervalText(lane: MarkPlace, mark: LaneMark): string {
  if (mark.interval === null) return mark.label === "total" ? "" : "<br>no interval at this n";
  return `<br>95 % interval ${lane.valueText(mark.interval.low)} to ${lane.valueText(mark.interval.high)}`;
}

function markTrace(lane: MarkPlace, mark: LaneMark): Trace {
  const style = STYLE[mark.label];
  const line = { color: lane.color, width: 1.5 };
  return {
    type: "scatter",
    mode: "markers",
    ...lane.axes,
    name: `${lane.name} ${mark.label}`,
    showlegend: false,
    x: [mark.value],
    y: [lane.at - style.below],
    ...errorBar(mark, lane.color),
    marker: { symbol: style.symbol, size: style.size, color: style.solid ? lane.color : INK.paper, line },
    text: [`${lane.name}<br>${mark.label} ${lane.valueText(mark.value)}${intervalText(lane, mark)}`],
    hoverinfo: "text",
  };
}

/** A total has no spread: a bar from zero with its number at the end. */
function totalTraces(lane: MarkPlace, mark: LaneMark): Trace[] {
  const common = { type: "scatter", ...lane.axes, name: `${lane.name} ${mark.label}`, showlegend: false };
  const text = lane.valueText(mark.value);
  const bar = {
    ...common,
    mode: "lines",
    x: [0, mark.value],
    y: [lane.at, lane.at],
    line: { color: lane.color, width: 16 },
  };
  const words = {
    ...common,
    mode: "text",
    x: [mark.value],
    y: [lane.at],
    text: [`\u00a0${text}`],
    textposition: "middle right",
  };
  return [
    { ...bar, text: `${lane.name}<br>${text}`, hoverinfo: "text" },
    { ...words, hoverinfo: "skip", cliponaxis: false },
  ];
}

/** The traces of one mark. */
export function laneMarkTraces(lane: MarkPlace, mark: LaneMark): Trace[] {
  return mark.label === "total" ? totalTraces(lane, mark) : [markTrace(lane, mark)];
}

/** Gray legend entries that say what points, marks and bars of the lanes mean. */
export function laneLegend(marks: readonly LaneMark[], binned: boolean, noun: string): Trace[] {
  const entry = (name: string, look: object): Trace => {
    return {
      type: "scatter",
      mode: "markers",
      x: [null],
      y: [null],
      name,
      showlegend: true,
      hoverinfo: "skip",
      ...look,
    };
  };
  const line = { color: INK.line, width: 1.5 };
  const labels = [...new Set(marks.map((mark) => mark.label))].filter((label) => label !== "total");
  const points = entry(binned ? `counts of ${noun}s` : `one ${noun}`, {
    marker: { color: INK.faint, size: 8, symbol: binned ? "square" : "circle" },
  });
  const shown = labels.map((label) => {
    const { symbol, size, solid } = STYLE[label];
    return entry(label, { marker: { symbol, size, color: solid ? INK.line : INK.paper, line } });
  });
  const bars = marks.some((mark) => mark.interval !== null) ? [entry("95 % interval", { mode: "lines", line })] : [];
  return [points, ...shown, ...bars];
}
