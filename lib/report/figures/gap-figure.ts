import { checkedOptions } from "../../arguments/options.js";
import type { FromTrials, TrialSource } from "../../arguments/with-trials.js";
import { plotText } from "../../text/escape.js";
import { shortName } from "../../text/label-text.js";
import { firstDrawn } from "../../text/list-text.js";
import { countText, durationText } from "../../text/number-text.js";
import type { Trial } from "../../types/index.js";
import { axis, laneAxis, logTicks } from "../axes.js";
import { buildFigure, emptyFigure } from "../build-figure.js";
import type { Figure, Trace } from "../figure.js";
import { BESIDE_LANES, FIGURE_WIDTH, INK, lighten, PALETTE, targetColors } from "../theme.js";
import { trialCaption } from "./caption.js";
import { drawTrials } from "./draw-trials.js";
import { type Gap, type GapGroup, gapGroup, gapHover, STALL_FACTOR } from "./gap-groups.js";
import { laneLabel } from "./lane-label.js";
import { MOST_LANES } from "./most-drawn.js";
import { type FigureOptions, figureSettings, measuredByTarget } from "./options.js";

const MOST_STALLS_DRAWN = 300;
const LANE_HEIGHT = { few: 84, many: 60, manyFrom: 12 } as const;
const BINS_PER_DECADE = 20;
/** Shorter gaps are drawn here: such chunks came in one burst, and a logarithmic axis has no zero. */
const SHORTEST_MS = 0.1;

function binCounts(gaps: readonly Gap[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { ms } of gaps) {
    const bin = Math.floor(Math.log10(Math.max(ms, SHORTEST_MS)) * BINS_PER_DECADE);
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
  }
  return counts;
}

/** Counts on a square-root scale, so that a bin of few gaps still shows beside one of thousands. */
function countsTrace(group: GapGroup, at: number, color: string): Trace {
  const counts = [...binCounts(group.gaps)].sort(([a], [b]) => a - b);
  const most = counts.reduce((a, [, count]) => Math.max(a, count), 1);
  const bars = counts.map(([bin, count]) => {
    const [from, to] = [10 ** (bin / BINS_PER_DECADE), 10 ** ((bin + 1) / BINS_PER_DECADE)];
    const top = at + Math.sqrt(count / most) * 0.62;
    return { x: [from, from, to, to, from, null], y: [at, top, top, at, at, null] };
  });
  return {
    type: "scatter",
    mode: "lines",
    name: plotText(group.name),
    showlegend: false,
    x: bars.flatMap(({ x }) => x),
    y: bars.flatMap(({ y }) => y),
    fill: "toself",
    fillcolor: lighten(color, 0.45),
    line: { color: color, width: 0.7, simplify: false },
    hoverinfo: "skip",
  };
}

function stallsTrace(group: GapGroup, at: number, color: string): Trace {
  const worst = [...group.stalls].sort((a, b) => b.ms - a.ms).slice(0, MOST_STALLS_DRAWN);
  return {
    type: "scatter",
    mode: "markers",
    name: `${plotText(group.name)} stalls`,
    showlegend: false,
    x: worst.map(({ ms }) => ms),
    y: worst.map(() => at - 0.12),
    text: worst.map(gapHover),
    hoverinfo: "text",
    marker: { symbol: "circle-open", size: 7, color: color, line: { width: 1.5, color: color } },
  };
}

function medianTrace(group: GapGroup, at: number, color: string): Trace {
  return {
    type: "scatter",
    mode: "markers",
    name: `${plotText(group.name)} median`,
    showlegend: false,
    x: [Math.max(group.medianMs, SHORTEST_MS)],
    y: [at - 0.12],
    text: [`${plotText(group.name)}<br>median gap ${durationText(group.medianMs)}`],
    hoverinfo: "text",
    marker: { symbol: "diamond", size: 10, color: color },
  };
}

/** From the shortest to the longest gap, as far as they can be drawn. */
function gapRange(groups: readonly GapGroup[]): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, SHORTEST_MS];
  for (const { gaps } of groups)
    for (const { ms } of gaps) [low, high] = [Math.min(low, Math.max(ms, SHORTEST_MS)), Math.max(high, ms)];
  return [low, high];
}

function legendTraces(): Trace[] {
  const entry = (name: string, marker: object): Trace => ({
    type: "scatter",
    mode: "markers",
    x: [null],
    y: [null],
    name,
    hoverinfo: "skip",
    marker,
  });
  return [
    entry("counts of gaps (square-root scale)", { symbol: "square", color: INK.faint, size: 9 }),
    entry("median", { symbol: "diamond", color: INK.line, size: 10 }),
    entry(`stall: ${STALL_FACTOR} medians or more`, { symbol: "circle-open", color: INK.line, size: 8 }),
  ];
}

function findingTitle(groups: readonly GapGroup[]): string {
  const gaps = groups.reduce((sum, group) => sum + group.gaps.length, 0);
  const stalls = groups.flatMap((group) => group.stalls);
  const longest = groups.reduce((most, group) => group.gaps.reduce((a, { ms }) => Math.max(a, ms), most), 0);
  const [only] = groups;
  const who =
    groups.length === 1 && only !== undefined
      ? `${shortName(only.name)}: median gap ${durationText(only.medianMs)}; `
      : "";
  if (stalls.length === 0) return `${who}no stall in ${countText(gaps, "gap")}, the longest ${durationText(longest)}`;
  return `${who}${countText(stalls.length, "stall")} in ${countText(gaps, "gap")}, the longest ${durationText(longest)}`;
}

/**
 * The waits between pieces of answers (chunk gaps; a chunk may hold several tokens): for each target the counts of its gaps
 * on a logarithmic axis, the median, and every stall by itself. A stall is a gap of ten medians or more.
 *
 * @example
 * bb.showFigure(await bb.figures.gap(run));
 */
export function gapFigure<Source extends TrialSource>(
  source: Source,
  options: FigureOptions = {},
): FromTrials<Source, Figure> {
  return drawTrials("figures.gap", source, options, figureOf);
}

function figureOf(trials: readonly Trial[], options: FigureOptions): Figure {
  checkedOptions("figures.gap", figureSettings, options);
  const byTarget = measuredByTarget(trials, options.colors);
  const all = [...byTarget].map(([name, group]) => gapGroup(name, group)).filter((group) => group.gaps.length > 0);
  if (all.length === 0) {
    const message =
      byTarget.size === 0 ? "No measured trials" : "No gaps: no answer was streamed in two pieces or more";
    return emptyFigure("gaps", message, trialCaption(trials, options, []), options.width);
  }
  const { drawn: groups, left } = firstDrawn(all, MOST_LANES, "target");
  const colors = targetColors([...byTarget.keys()], options.colors);
  const data = groups.flatMap((group, i) => {
    const at = groups.length - 1 - i;
    const color = colors.get(group.name) ?? PALETTE[0];
    return [countsTrace(group, at, color), medianTrace(group, at, color), stallsTrace(group, at, color)];
  });
  const labels = groups.map((group) => laneLabel(group.name, countText(group.gaps.length, "gap")));
  const short = groups.reduce((sum, { gaps }) => sum + gaps.filter(({ ms }) => ms < SHORTEST_MS).length, 0);
  const bursts =
    short === 0 ? [] : [`${countText(short, "gap")} shorter than ${SHORTEST_MS} ms drawn at ${SHORTEST_MS} ms.`];
  const hidden = groups.some((group) => group.stalls.length > MOST_STALLS_DRAWN)
    ? [`Of more than ${MOST_STALLS_DRAWN} stalls the longest are drawn.`]
    : [];
  return buildFigure({
    name: "gaps",
    title: options.title ?? findingTitle(all),
    caption: trialCaption(trials, options, [
      "Gaps between reads that held text, pooled over trials; failed trials with what they had.",
      ...bursts,
      ...hidden,
      ...left,
    ]),
    data: [...legendTraces(), ...data],
    layout: {
      xaxis: axis("gap between chunks (ms, logarithmic)", {
        type: "log",
        ...logTicks(gapRange(groups), (options.width ?? FIGURE_WIDTH) - BESIDE_LANES),
      }),
      yaxis: laneAxis(labels, {
        range: [-0.32, groups.length - 0.25],
        tickvals: groups.map((_, i) => groups.length - 0.85 - i),
      }),
    },
    leftLabels: labels,
    legend: legendTraces().map((entry) => String(entry.name)),
    plotHeight: Math.max(
      120,
      groups.length * (groups.length > LANE_HEIGHT.manyFrom ? LANE_HEIGHT.many : LANE_HEIGHT.few),
    ),
    width: options.width,
  });
}
