import * as v from "valibot";
import { checkRows } from "../../arguments/check-values.js";
import { text } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { capital, shortName } from "../../text/label-text.js";
import { firstDrawn } from "../../text/list-text.js";
import { countText, numberText } from "../../text/number-text.js";
import { axis } from "../axes.js";
import { buildFigure, emptyFigure } from "../build-figure.js";
import type { Figure } from "../figure.js";
import { inColorOrder } from "../theme.js";
import { linePanels } from "./line-panels.js";
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

const lines = ({ title, points }: LoadPanel) => ({
  title,
  points: points.map((point) => ({ ...point, x: point.load })),
});

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
  const { data, axes, bottom, plotHeight } = linePanels(panels.map(lines), "load", {
    ...{ all, shown: targets, colors: options.colors },
  });
  return buildFigure({
    name: "load",
    title: options.title ?? findingTitle(panels),
    caption,
    data,
    layout: {
      ...axes,
      xaxis: axis(options.loadTitle ?? "load (requests/s offered)", { anchor: bottom, rangemode: "tozero" }),
    },
    legend: targets.map(shortName),
    plotHeight,
    width: options.width,
  });
}
