import { checkRows, checkText } from "../../statistics/checked-arguments.js";
import { axis } from "../axes.js";
import { buildFigure, emptyFigure } from "../build-figure.js";
import { plotText } from "../escape.js";
import type { Figure, Trace } from "../figure.js";
import { shortName } from "../label-text.js";
import { countText, MISSING, numberText } from "../number-text.js";
import { FIGURE_WIDTH, FONT_SIZE, INK, PALETTE, targetColours } from "../theme.js";
import { checkFigureOptions, type FigureOptions } from "./options.js";
import { rowCaption } from "./row-caption.js";

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

/** Options of the dashboard. */
export interface DashboardOptions extends FigureOptions {
  /** File name without ending; "dashboard" when not given. */
  readonly name?: string;
  /** Another caption in place of the one that counts targets. */
  readonly caption?: string;
}

/** Panels side by side need so many pixels for their headings. */
const TWO_COLUMNS_FROM = 620;
const PANEL_HEIGHT = 150;
const GAP = { across: 0.14, down: 62 } as const;

interface Grid {
  readonly rows: number;
  readonly columns: number;
}

function axisName(letter: "x" | "y", index: number): string {
  return index === 0 ? letter : `${letter}${index + 1}`;
}

function barTrace(panel: DashboardPanel, index: number, target: string, at: number, colour: string): Trace {
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
    legendgroup: `target ${at}`,
    showlegend: index === 0,
    x: [at],
    y: [value],
    marker: { color: colour },
    width: 0.62,
    hovertext: [`${plotText(target)}<br>${plotText(`${panel.title}: ${numberText(value)}${unit}`)}`],
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
function valueNotes(panel: DashboardPanel, index: number, targets: readonly string[]): Trace[] {
  return targets.map((target, at) => {
    const found = panel.values.find((one) => one.target === target);
    const top = Math.max(found?.high ?? 0, found?.value ?? 0, 0);
    const place = { x: at, y: top, xref: axisName("x", index), yref: axisName("y", index), yanchor: "bottom" };
    return {
      ...place,
      text: found?.value == null ? MISSING : numberText(found.value),
      showarrow: false,
      font: { size: FONT_SIZE.caption },
    };
  });
}

function titleNote(panel: DashboardPanel, index: number): Trace {
  const better = panel.betterWhen === null ? "" : `, ${panel.betterWhen === "lower" ? "less" : "more"} is better`;
  const unit = panel.unit === "" ? "" : ` (${panel.unit})`;
  return {
    text: `<b>${plotText(panel.title)}</b>${plotText(`${unit}${better}`)}`,
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

function panelAxes(
  panel: DashboardPanel,
  index: number,
  targets: number,
  { rows, columns }: Grid,
): Record<string, unknown> {
  const suffix = index === 0 ? "" : String(index + 1);
  const [row, column] = [Math.floor(index / columns), index % columns];
  const total = rows * PANEL_HEIGHT + (rows - 1) * GAP.down;
  const top = total - row * (PANEL_HEIGHT + GAP.down);
  const wide = (1 - GAP.across * (columns - 1)) / columns;
  const from = column * (wide + GAP.across);
  const tops = panel.values.map((one) => Math.max(one.high ?? 0, one.value ?? 0));
  const bottoms = panel.values.map((one) => Math.min(one.low ?? 0, one.value ?? 0));
  const [least, most] = [Math.min(0, ...bottoms), Math.max(0, ...tops)];
  const range = least === 0 && most === 0 ? [0, 1] : [least * 1.15, most * 1.18];
  const place = (letter: "x" | "y") => ({ anchor: axisName(letter, index) });
  return {
    [`xaxis${suffix}`]: axis("", {
      ...place("y"),
      domain: [from, from + wide],
      range: [-0.6, targets - 0.4],
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
  return leaders.length === 1 ? `${leaders[0]} has ${best}` : `${leaders.join(", ")} have ${best} each`;
}

/**
 * Several quantities side by side, a panel each, a bar for each target with its interval where there is one. An overview:
 * it ranks estimates and tests nothing, and its caption says so.
 *
 * @example
 * dashboardFigure([{ title: "Size", unit: "MB", betterWhen: "lower", values: [{ target: "q4", value: 98 }] }]).name; // => "dashboard"
 */
export function dashboardFigure(panels: readonly DashboardPanel[], options: DashboardOptions = {}): Figure {
  checkRows("dashboardFigure", "panels", panels, "a list of panels");
  checkFigureOptions("dashboardFigure", options, { name: true, caption: true });
  if (options.caption !== undefined) checkText("dashboardFigure", "caption", options.caption);
  if (options.name !== undefined) checkText("dashboardFigure", "name", options.name);
  for (const [at, { title, unit, values }] of panels.entries()) {
    checkText("dashboardFigure", `panels[${at}].title`, title);
    checkText("dashboardFigure", `panels[${at}].unit`, unit);
    checkRows("dashboardFigure", `panels[${at}].values`, values, "a list of { target, value }");
  }
  const name = options.name ?? "dashboard";
  const targets = [...new Set(panels.flatMap((panel) => panel.values.map((one) => one.target)))];
  const bars = panels.some((panel) => panel.values.some((one) => one.low != null))
    ? ["Bars with whiskers: 95 % intervals."]
    : [];
  const sentences = [`${countText(targets.length, "target")}.`, ...bars];
  const tested = "An overview of estimates: no difference is tested here.";
  const caption = options.caption ?? rowCaption([...sentences, tested], options);
  if (targets.length === 0) return emptyFigure(name, "Nothing to show", caption, options.width);
  const colours = targetColours(targets, options.colours);
  const columns = (options.width ?? FIGURE_WIDTH) < TWO_COLUMNS_FROM ? 1 : 2;
  const rows = Math.ceil(panels.length / columns);
  return buildFigure({
    name,
    title: options.title ?? findingTitle(panels, targets),
    caption,
    data: panels.flatMap((panel, i) =>
      targets.map((target, at) => barTrace(panel, i, target, at, colours.get(target) ?? PALETTE[0])),
    ),
    annotations: panels.flatMap((panel, i) => [titleNote(panel, i), ...valueNotes(panel, i, targets)]),
    layout: {
      ...Object.assign({}, ...panels.map((panel, i) => panelAxes(panel, i, targets.length, { rows, columns }))),
      bargap: 0,
      barmode: "overlay",
    },
    legend: targets.map(shortName),
    legendGap: 26,
    axisHeight: 20,
    plotHeight: rows * PANEL_HEIGHT + (rows - 1) * GAP.down,
    width: options.width,
  });
}
