import * as v from "valibot";
import { checkRows } from "../../arguments/check-values.js";
import { text } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { plotText } from "../../text/escape.js";
import { capital, shortName } from "../../text/label-text.js";
import { firstDrawn } from "../../text/list-text.js";
import { countText, numberText } from "../../text/number-text.js";
import { axis } from "../axes.js";
import { buildFigure, emptyFigure } from "../build-figure.js";
import type { Figure, Trace } from "../figure.js";
import { inColorOrder, PALETTE, targetColors, targetSymbol } from "../theme.js";
import { MOST_LINES } from "./most-drawn.js";
import { type FigureOptions, figureFields } from "./options.js";
import { rowCaption } from "./row-caption.js";

/** One measured quantity of one target at one load. Null is not measured and leaves a gap in the line. */
export interface LoadPoint {
  readonly target: string;
  /** What was offered, in the unit of the figure's load axis: requests per second, or requests in flight. */
  readonly load: number;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Trials behind it, for the caption. */
  readonly n?: number;
}

/** One panel: a quantity with its unit, such as `goodput (requests/s)`, against the load. */
export interface LoadPanel {
  readonly title: string;
  readonly points: readonly LoadPoint[];
}

/** Options of the figure. */
export interface LoadFigureOptions extends FigureOptions {
  /** Title of the load axis with its unit. */
  readonly loadTitle?: string;
}

const loadFigureOptions = settings({ ...figureFields, loadTitle: v.optional(text) });

const PANEL_HEIGHT = 170;
const GAP = 34;

function axisName(letter: "x" | "y", index: number): string {
  return index === 0 ? letter : `${letter}${index + 1}`;
}

interface Look {
  readonly color: string;
  readonly symbol: string;
}

function lineTrace(panel: LoadPanel, index: number, target: string, look: Look): Trace {
  const { color, symbol } = look;
  const points = panel.points.filter((point) => point.target === target).sort((a, b) => a.load - b.load);
  const reach = (end: number | null, value: number | null) =>
    end === null || value === null ? 0 : Math.abs(end - value);
  return {
    type: "scatter",
    mode: "lines+markers",
    xaxis: "x",
    yaxis: axisName("y", index),
    name: plotText(shortName(target)),
    showlegend: index === 0,
    x: points.map((point) => point.load),
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
    text: points.map((point) => `${plotText(target)}<br>load ${numberText(point.load)}: ${numberText(point.value)}`),
    hoverinfo: "text",
  };
}

function panelAxes(panels: readonly LoadPanel[]): Record<string, unknown> {
  const total = panels.length * PANEL_HEIGHT + (panels.length - 1) * GAP;
  const axes = panels.map((panel, i) => {
    const top = total - i * (PANEL_HEIGHT + GAP);
    const domain = [Math.max(0, (top - PANEL_HEIGHT) / total), top / total];
    return [`yaxis${i === 0 ? "" : i + 1}`, axis(panel.title, { domain, rangemode: "tozero" })];
  });
  return Object.fromEntries(axes);
}

/** How many trials are behind a point: ", 40 to 180 trials each". */
function trialsText(points: readonly LoadPoint[]): string {
  const counts = points.flatMap((point) => point.n ?? []);
  if (counts.length === 0) return "";
  const [least, most] = [counts.reduce((a, b) => Math.min(a, b)), counts.reduce((a, b) => Math.max(a, b))];
  return `, ${least === most ? "" : `${least} to `}${countText(most, "trial")} each`;
}

/** Where the first panel's best value lies: the load at which more load brings nothing more, or makes it worse. */
function findingTitle(panels: readonly LoadPanel[]): string {
  const [panel] = panels;
  const known = (panel?.points ?? []).flatMap(({ target, load, value }) =>
    value === null ? [] : [{ target, load, value }],
  );
  const [most] = [...known].sort((a, b) => b.value - a.value || a.load - b.load);
  if (panel === undefined || most === undefined) return "No load was measured";
  return `${capital(panel.title)}: highest ${numberText(most.value)} with ${shortName(most.target)} at a load of ${numberText(most.load)}`;
}

/**
 * What happens as the load grows: throughput, goodput, time to first token or any other quantity against the load, a panel
 * each, a line for each target with intervals where there are any.
 *
 * @example
 * bb.figures.load(bb.figures.loadPanels([{ load: 4, trials }], { limits: { responseTimeMs: 2000 } }), { loadTitle: "users" });
 */
export function loadFigure(panels: readonly LoadPanel[], options: LoadFigureOptions = {}): Figure {
  checkRows("figures.load", "panels", panels, "the list that loadPanels gives");
  checkedOptions("figures.load", loadFigureOptions, options);
  for (const [at, { points }] of panels.entries())
    checkRows("figures.load", `panels[${at}].points`, points, "a list of { target, load, value, low, high }");
  const all = inColorOrder(
    [...new Set(panels.flatMap((panel) => panel.points.map((point) => point.target)))],
    options.colors,
  );
  const { drawn: targets, left } = firstDrawn(all, MOST_LINES, "target");
  const points = panels.flatMap((panel) => panel.points);
  const loads = new Set(points.map((point) => point.load));
  const intervals = points.some((point) => point.low !== null) ? ["Bars: 95 % intervals."] : [];
  const caption = rowCaption(
    [
      `${countText(all.length, "target")} at ${countText(loads.size, "load")}${trialsText(points)}.`,
      ...intervals,
      ...left,
    ],
    options,
  );
  if (targets.length === 0) return emptyFigure("load", "No load was measured", caption, options.width);
  const colors = targetColors(all, options.colors);
  const bottom = axisName("y", panels.length - 1);
  return buildFigure({
    name: "load",
    title: options.title ?? findingTitle(panels),
    caption,
    data: panels.flatMap((panel, i) =>
      targets.map((target) =>
        lineTrace(panel, i, target, {
          color: colors.get(target) ?? PALETTE[0],
          symbol: targetSymbol(target, colors),
        }),
      ),
    ),
    layout: {
      ...panelAxes(panels),
      xaxis: axis(options.loadTitle ?? "load (requests/s offered)", { anchor: bottom, rangemode: "tozero" }),
    },
    legend: targets.map(shortName),
    plotHeight: panels.length * PANEL_HEIGHT + (panels.length - 1) * GAP,
    width: options.width,
  });
}
