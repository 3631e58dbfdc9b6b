// One panel of a dashboard: its bars with their intervals, the numbers above them, its heading and its axes.

import { plotText } from "../../text/escape.js";
import { shortName, withoutUnit } from "../../text/label-text.js";
import { MISSING, numberText } from "../../text/number-text.js";
import { axis } from "../axes.js";
import type { Trace } from "../figure.js";
import { barFilling, type Colors, FIGURE_WIDTH, FONT_SIZE, INK } from "../theme.js";

/** One bar of a panel; null is shown as a dash and not as a bar of no height. */
export interface DashboardValue {
  readonly target: string;
  readonly value: number | null;
  readonly low?: number | null;
  readonly high?: number | null;
}

/** One panel: a quantity with its unit, a bar for each target. */
export interface DashboardPanel {
  readonly title: string;
  readonly unit: string;
  readonly betterWhen: "lower" | "higher" | null;
  readonly values: readonly DashboardValue[];
}

/** The pixels that panels side by side need for their headings. */
const TWO_COLUMNS_FROM = 620;
const PANEL_HEIGHT = 150;
const GAP = { across: 0.14, down: 62 } as const;
/** What a number of six digits needs; where bars stand closer their numbers are turned. */
const NUMBER_WIDTH = 38;

/** How the panels of a dashboard are laid out. */
export interface Grid {
  readonly rows: number;
  readonly columns: number;
  /** The names of the bars, from the left. */
  readonly targets: readonly string[];
  /** Whether the numbers above the bars are turned, because bars stand closer than numbers are wide. */
  readonly isTurned: boolean;
}

/** The grid of a number of panels in a picture of a given width. */
export function dashboardGrid(panels: number, targets: readonly string[], width: number = FIGURE_WIDTH): Grid {
  const columns = width < TWO_COLUMNS_FROM ? 1 : 2;
  const plot = ((width - 88) * (1 - GAP.across * (columns - 1))) / columns;
  const isTurned = plot / targets.length < NUMBER_WIDTH;
  return { rows: Math.ceil(panels / columns), columns, targets, isTurned };
}

/** The height of all panels with the gaps between them, in pixels. */
export const gridHeight = ({ rows }: Grid): number => rows * PANEL_HEIGHT + (rows - 1) * GAP.down;

function axisName(letter: "x" | "y", index: number): string {
  return index === 0 ? letter : `${letter}${index + 1}`;
}

/** The bar of one target in one panel. */
export function barTrace(panel: DashboardPanel, index: number, target: string, at: number, colors: Colors): Trace {
  const found = panel.values.find((one) => one.target === target);
  const value = found?.value ?? null;
  const [low, high] = [found?.low ?? null, found?.high ?? null];
  const interval = value === null || low === null || high === null ? null : { low: value - low, high: high - value };
  const unit = panel.unit === "" ? "" : ` ${panel.unit}`;
  return {
    type: "bar",
    xaxis: axisName("x", index),
    yaxis: axisName("y", index),
    name: plotText(shortName(target)),
    showlegend: index === 0,
    x: [at],
    y: [value],
    marker: barFilling(target, colors),
    width: 0.62,
    hovertext: [
      `${plotText(target)}<br>${plotText(`${withoutUnit(panel.title, panel.unit)}: ${numberText(value)}${unit}`)}`,
    ],
    hoverinfo: "text",
    ...(interval === null
      ? {}
      : {
          error_y: {
            type: "data",
            symmetric: false,
            array: [interval.high],
            arrayminus: [interval.low],
            color: INK.text,
            thickness: 1.2,
            width: 4,
          },
        }),
  };
}

/** The number above each bar, above its interval where it has one. */
export function valueNotes(panel: DashboardPanel, index: number, { targets, isTurned }: Grid): Trace[] {
  return targets.map((target, at) => {
    const found = panel.values.find((one) => one.target === target);
    const top = found?.value == null ? 0 : Math.max(found.high ?? 0, found.value, 0);
    const place = { x: at, y: top, xref: axisName("x", index), yref: axisName("y", index), yanchor: "bottom" };
    return {
      ...place,
      text: found?.value == null ? MISSING : numberText(found.value),
      showarrow: false,
      ...(isTurned ? { textangle: -90, yshift: 2 } : {}),
      font: { size: FONT_SIZE.caption },
    };
  });
}

/** The heading of a panel: what, in what unit, and which way is better. */
export function titleNote(panel: DashboardPanel, index: number): Trace {
  const better = panel.betterWhen === null ? "" : `, ${panel.betterWhen === "lower" ? "less" : "more"} is better`;
  const unit = panel.unit === "" ? "" : ` (${panel.unit})`;
  return {
    text: `<b>${plotText(withoutUnit(panel.title, panel.unit))}</b>${plotText(`${unit}${better}`)}`,
    xref: `${axisName("x", index)} domain`,
    yref: `${axisName("y", index)} domain`,
    x: 0,
    y: 1,
    xanchor: "left",
    yanchor: "bottom",
    yshift: 8,
    showarrow: false,
    font: { size: FONT_SIZE.caption },
  };
}

/** The axes of a panel in its place of the grid. */
export function panelAxes(panel: DashboardPanel, index: number, grid: Grid): Record<string, unknown> {
  const { columns, targets, isTurned } = grid;
  const suffix = index === 0 ? "" : String(index + 1);
  const [row, column] = [Math.floor(index / columns), index % columns];
  const total = gridHeight(grid);
  const top = total - row * (PANEL_HEIGHT + GAP.down);
  const wide = (1 - GAP.across * (columns - 1)) / columns;
  const from = column * (wide + GAP.across);
  const shown = panel.values.filter(({ target, value }) => value !== null && targets.includes(target));
  const tops = shown.map((one) => Math.max(one.high ?? 0, one.value ?? 0));
  const bottoms = shown.map((one) => Math.min(one.low ?? 0, one.value ?? 0));
  const [least, most] = [Math.min(0, ...bottoms), Math.max(0, ...tops)];
  const range = least === 0 && most === 0 ? [0, 1] : [least * 1.15, most * (isTurned ? 1.5 : 1.18)];
  const place = (letter: "x" | "y") => ({ anchor: axisName(letter, index) });
  return {
    [`xaxis${suffix}`]: axis("", {
      ...place("y"),
      domain: [from, from + wide],
      range: [-0.6, targets.length - 0.4],
      showticklabels: false,
      ticks: "",
      showgrid: false,
    }),
    [`yaxis${suffix}`]: axis("", {
      ...place("x"),
      domain: [(top - PANEL_HEIGHT) / total, top / total],
      range,
      nticks: 5,
    }),
  };
}
