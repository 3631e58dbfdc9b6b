import * as v from "valibot";
import { checkRows, checkText } from "../../arguments/check-values.js";
import { text } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { shortName } from "../../text/label-text.js";
import { firstDrawn, firstOf } from "../../text/list-text.js";
import { countText } from "../../text/number-text.js";
import { buildFigure, emptyFigure } from "../build-figure.js";
import type { Figure } from "../figure.js";
import { inColorOrder, targetColors } from "../theme.js";
import {
  barTrace,
  type DashboardPanel,
  dashboardGrid,
  gridHeight,
  panelAxes,
  titleNote,
  valueNotes,
} from "./dashboard-panel.js";
import { MOST_BARS, MOST_PANELS } from "./most-drawn.js";
import { type FigureOptions, figureFields } from "./options.js";
import { rowCaption } from "./row-caption.js";

/** What a panel of the dashboard holds. */
export type { DashboardPanel, DashboardValue } from "./dashboard-panel.js";

/** Options of the dashboard. */
export interface DashboardOptions extends FigureOptions {
  /** File name without ending; "dashboard" when not given. */
  readonly name?: string;
  /** Another caption in place of the one that counts targets. */
  readonly caption?: string;
}

const dashboardOptions = settings({ ...figureFields, name: v.optional(text), caption: v.optional(text) });

function findingTitle(panels: readonly DashboardPanel[], targets: readonly string[]): string {
  const wins = new Map(targets.map((target) => [target, 0]));
  const ranked = panels.filter((panel) => panel.betterWhen !== null);
  for (const panel of ranked) {
    const known = panel.values.flatMap(({ target, value }) => (value === null ? [] : [{ target, value }]));
    const sorted = known.sort((a, b) => (panel.betterWhen === "lower" ? a.value - b.value : b.value - a.value));
    const [best, next] = sorted;
    if (best !== undefined && next !== undefined && best.value !== next.value)
      wins.set(best.target, (wins.get(best.target) ?? 0) + 1);
  }
  const most = Math.max(0, ...wins.values());
  const leaders = [...wins].flatMap(([target, count]) => (count === most ? [shortName(target)] : []));
  if (targets.length < 2 || most === 0)
    return `${targets.map(shortName).slice(0, 3).join(", ")}: ${countText(panels.length, "measure")}`;
  const best = `the ${targets.length > 2 ? "best" : "better"} estimate in ${most} of ${countText(ranked.length, "measure")}`;
  return leaders.length === 1 ? `${leaders[0]} has ${best}` : `${firstOf(leaders)} have ${best} each`;
}

/**
 * Several quantities side by side, a panel each, a bar for each target with its interval where there is one. An overview:
 * it ranks estimates and tests nothing, and its caption says so.
 *
 * @example
 * bb.figures.dashboard([{ title: "Size", unit: "MB", betterWhen: "lower", values: [{ target: "q4", value: 98 }] }]).name; // => "dashboard"
 */
export function dashboardFigure(panels: readonly DashboardPanel[], options: DashboardOptions = {}): Figure {
  checkRows("figures.dashboard", "panels", panels, "a list of panels");
  checkedOptions("figures.dashboard", dashboardOptions, options);
  for (const [at, { title, unit, values }] of panels.entries()) {
    checkText("figures.dashboard", `panels[${at}].title`, title);
    checkText("figures.dashboard", `panels[${at}].unit`, unit);
    checkRows("figures.dashboard", `panels[${at}].values`, values, "a list of { target, value }");
  }
  const name = options.name ?? "dashboard";
  const all = inColorOrder(
    [...new Set(panels.flatMap((panel) => panel.values.map((one) => one.target)))],
    options.colors,
  );
  const { drawn: targets, left } = firstDrawn(all, MOST_BARS, "target");
  const shown = firstDrawn(panels, MOST_PANELS, "measure");
  const bars = panels.some((panel) => panel.values.some((one) => one.low != null))
    ? ["Bars with whiskers: 95 % intervals."]
    : [];
  const sentences = [`${countText(all.length, "target")}.`, ...bars, ...left, ...shown.left];
  const tested = "An overview of estimates: no difference is tested here.";
  const caption = options.caption ?? rowCaption([...sentences, tested], options);
  if (targets.length === 0) return emptyFigure(name, "Nothing to show", caption, options.width);
  const colors = targetColors(all, options.colors);
  const grid = dashboardGrid(shown.drawn.length, targets, options.width);
  return buildFigure({
    name,
    title: options.title ?? findingTitle(panels, all),
    caption,
    data: shown.drawn.flatMap((panel, i) => targets.map((target, at) => barTrace(panel, i, target, at, colors))),
    annotations: shown.drawn.flatMap((panel, i) => [titleNote(panel, i), ...valueNotes(panel, i, grid)]),
    layout: {
      ...Object.assign({}, ...shown.drawn.map((panel, i) => panelAxes(panel, i, grid))),
      bargap: 0,
      barmode: "overlay",
    },
    legend: targets.map(shortName),
    legendGap: 26,
    axisHeight: 20,
    plotHeight: gridHeight(grid),
    width: options.width,
  });
}
