import { plotText } from "../../text/escape.js";
import { shortName } from "../../text/label-text.js";
import { numberText } from "../../text/number-text.js";
import { axis } from "../axes.js";
import type { Trace } from "../figure.js";
import { PALETTE, targetColors, targetSymbol } from "../theme.js";
import type { FigureOptions } from "./options.js";

/** One value of one target at one place of the axis that all panels share. Null is not measured and leaves a gap in the line. */
export interface LinePoint {
  readonly target: string;
  readonly x: number;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** A quantity with its unit, such as `goodput (requests/s)`, with a line for each target. */
export interface LinePanel {
  readonly title: string;
  readonly points: readonly LinePoint[];
}

/** Panels one below the other, ready for a figure: the shared axis is the caller's, anchored at `bottom`. */
export interface DrawnPanels {
  readonly data: readonly Trace[];
  readonly axes: Readonly<Record<string, unknown>>;
  readonly bottom: string;
  readonly plotHeight: number;
}

const PANEL_HEIGHT = 170;
const GAP = 34;

/**
 * Draws panels of lines with the intervals of their points, for the targets in `shown` of `all`.
 * @param at what a place of the shared axis is called, such as `load`
 */
export function linePanels(
  panels: readonly LinePanel[],
  at: string,
  { all, shown, colors: given }: { all: readonly string[]; shown: readonly string[]; colors: FigureOptions["colors"] },
): DrawnPanels {
  const colors = targetColors(all, given);
  return {
    data: panels.flatMap((panel, index) =>
      shown.map((target) => {
        const look = { color: colors.get(target) ?? PALETTE[0], symbol: targetSymbol(target, colors) };
        return lineTrace(panel, index, target, look, at);
      }),
    ),
    axes: panelAxes(panels),
    bottom: axisName("y", panels.length - 1),
    plotHeight: totalHeight(panels),
  };
}

function axisName(letter: "x" | "y", index: number): string {
  return index === 0 ? letter : `${letter}${index + 1}`;
}

interface Look {
  readonly color: string;
  readonly symbol: string;
}

function lineTrace(panel: LinePanel, index: number, target: string, look: Look, at: string): Trace {
  const { color, symbol } = look;
  const points = panel.points.filter((point) => point.target === target).sort((a, b) => a.x - b.x);
  const reach = (end: number | null, value: number | null) =>
    end === null || value === null ? 0 : Math.abs(end - value);
  return {
    type: "scatter",
    mode: "lines+markers",
    xaxis: "x",
    yaxis: axisName("y", index),
    name: plotText(shortName(target)),
    showlegend: index === 0,
    x: points.map((point) => point.x),
    y: points.map((point) => point.value),
    connectgaps: false,
    error_y: {
      type: "data",
      symmetric: false,
      array: points.map((point) => reach(point.high, point.value)),
      arrayminus: points.map((point) => reach(point.low, point.value)),
      color: color,
      thickness: 1.3,
      width: 4,
    },
    line: { color: color, width: 2 },
    marker: { color: color, size: 8, symbol },
    text: points.map((point) => `${plotText(target)}<br>${at} ${numberText(point.x)}: ${numberText(point.value)}`),
    hoverinfo: "text",
  };
}

const totalHeight = (panels: readonly LinePanel[]): number => panels.length * PANEL_HEIGHT + (panels.length - 1) * GAP;

function panelAxes(panels: readonly LinePanel[]): Record<string, unknown> {
  const total = totalHeight(panels);
  const axes = panels.map((panel, i) => {
    const top = total - i * (PANEL_HEIGHT + GAP);
    const domain = [Math.max(0, (top - PANEL_HEIGHT) / total), top / total];
    return [`yaxis${i === 0 ? "" : i + 1}`, axis(panel.title, { domain, rangemode: "tozero" })];
  });
  return Object.fromEntries(axes);
}
