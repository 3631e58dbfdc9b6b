import { plotText } from "../../text/escape.js";
import { wrapForPlot } from "../../text/label-text.js";
import { type Drawn, firstDrawn } from "../../text/list-text.js";
import { axis, laneAxis } from "../axes.js";
import { buildFigure } from "../build-figure.js";
import type { Figure, Trace } from "../figure.js";
import { BESIDE_LANES, FIGURE_WIDTH, FONT_SIZE, PALETTE } from "../theme.js";
import { laneTraces, MOST_POINTS } from "./lane.js";
import { laneLabel } from "./lane-label.js";
import { type LaneMark, laneLegend } from "./lane-marks.js";
import { MOST_LANES } from "./most-drawn.js";

/** A lane is lower where there are many of them. */
const LANE_HEIGHT = { few: 68, many: 52, manyFrom: 13 } as const;
const PANEL_GAP = 58;
const TITLE_LINE = 16;
/** Space for the number at the end of a total's bar. */
const TOTAL_TEXT = 95;

/** What one target has in one panel. `count` appears below its name, such as `n = 60`. */
export interface PanelGroup {
  readonly values: readonly number[];
  /** What to say about the value of an index under the mouse, escaped. */
  readonly hover: (index: number) => string;
  readonly marks: readonly LaneMark[];
  readonly count: string;
}

/** One panel of a distribution figure: one quantity, a lane for each target. */
export interface Panel {
  /** Axis title with its unit. */
  readonly axisTitle: string;
  readonly groups: ReadonlyMap<string, PanelGroup>;
  readonly valueText: (value: number) => string;
}

/** What `lanesFigure` needs beyond its panels. */
export interface LanesParts {
  /** What a point is: "trial" by default. */
  readonly noun?: string;
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly panels: readonly Panel[];
  readonly colors: ReadonlyMap<string, string>;
  readonly width?: number;
}

/** The panels with as many lanes as a figure takes, the same targets in each, and the sentence that counts the rest. */
export function cutPanels(panels: readonly Panel[], noun = "target", order?: string): Drawn<Panel> {
  const names = [...new Set(panels.flatMap((panel) => [...panel.groups.keys()]))];
  const { drawn, left } = firstDrawn(names, Math.floor(MOST_LANES / Math.max(1, panels.length)), noun, order);
  if (left.length === 0) return { drawn: panels, left };
  const kept = new Set(drawn);
  const cut = panels.map((panel) => ({
    ...panel,
    groups: new Map([...panel.groups].filter(([name]) => kept.has(name))),
  }));
  return { drawn: cut, left };
}

function axisName(letter: "x" | "y", index: number): string {
  return index === 0 ? letter : `${letter}${index + 1}`;
}

function laneLabels(panel: Panel): string[] {
  return [...panel.groups].map(([name, group]) => laneLabel(name, group.count));
}

function panelTraces(panel: Panel, index: number, parts: LanesParts): Trace[] {
  const axes = { xaxis: axisName("x", index), yaxis: axisName("y", index) };
  return [...panel.groups].flatMap(([name, { values, hover, marks }], i) => {
    const color = parts.colors.get(name) ?? PALETTE[0];
    const at = panel.groups.size - 1 - i;
    return laneTraces({ at, color, name: plotText(name), values, hover, marks, axes, valueText: panel.valueText });
  });
}

/** From zero to a little above the largest thing drawn. */
function valueRange(panel: Panel, plotWidth: number): number[] {
  const beyond = 1 + TOTAL_TEXT / plotWidth;
  let most = 0;
  for (const { values, marks } of panel.groups.values()) {
    for (const value of values) most = Math.max(most, value);
    for (const mark of marks)
      most = Math.max(most, mark.interval?.high ?? mark.value, mark.label === "total" ? mark.value * beyond : 0);
  }
  return [0, most === 0 ? 1 : most * 1.04];
}

function panelAxes(panel: Panel, index: number, domain: readonly number[], plotWidth: number): Record<string, unknown> {
  const suffix = index === 0 ? "" : String(index + 1);
  const title = wrapForPlot(panel.axisTitle, plotWidth, FONT_SIZE.axis).text;
  return {
    [`xaxis${suffix}`]: axis(title, { anchor: axisName("y", index), range: valueRange(panel, plotWidth) }),
    [`yaxis${suffix}`]: laneAxis(laneLabels(panel), { anchor: axisName("x", index), domain }),
  };
}

/** From the top of the plot down: panels of one height each with a gap for the axis between them. */
function panelDomains(count: number, panelHeight: number, gap: number): number[][] {
  const total = count * panelHeight + (count - 1) * gap;
  return Array.from({ length: count }, (_, i) => {
    const top = total - i * (panelHeight + gap);
    return [Math.max(0, (top - panelHeight) / total), Math.min(1, top / total)];
  });
}

/**
 * The figure of distributions: for each quantity a panel, in it a lane for each target with every observation (counts in
 * bins above 400) and, below, the percentiles that n supports with their intervals.
 */
export function lanesFigure(parts: LanesParts): Figure {
  const lanes = Math.max(1, ...parts.panels.map((panel) => panel.groups.size));
  const isDense = lanes * parts.panels.length >= LANE_HEIGHT.manyFrom;
  const panelHeight = Math.max(lanes * (isDense ? LANE_HEIGHT.many : LANE_HEIGHT.few), 90);
  const plotWidth = (parts.width ?? FIGURE_WIDTH) - BESIDE_LANES;
  const titles = parts.panels.map((panel) => wrapForPlot(panel.axisTitle, plotWidth, FONT_SIZE.axis).lines);
  const below = (Math.max(1, ...titles) - 1) * TITLE_LINE;
  const gap = PANEL_GAP + below;
  const domains = panelDomains(parts.panels.length, panelHeight, gap);
  const groups = parts.panels.flatMap((panel) => [...panel.groups.values()]);
  const binned = groups.some((group) => group.values.length > MOST_POINTS);
  const legend = laneLegend(
    groups.flatMap((group) => group.marks),
    binned,
    parts.noun ?? "trial",
  );
  return buildFigure({
    name: parts.name,
    title: parts.title,
    caption: parts.caption,
    data: [...legend, ...parts.panels.flatMap((panel, i) => panelTraces(panel, i, parts))],
    layout: Object.assign({}, ...parts.panels.map((panel, i) => panelAxes(panel, i, domains[i] ?? [0, 1], plotWidth))),
    leftLabels: parts.panels.flatMap(laneLabels),
    plotHeight: parts.panels.length * panelHeight + (parts.panels.length - 1) * gap,
    axisHeight: 52 + below,
    legend: legend.map((entry) => String(entry.name)),
    width: parts.width,
  });
}
