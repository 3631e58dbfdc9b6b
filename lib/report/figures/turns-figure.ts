import { checkedOptions } from "../../arguments/options.js";
import type { FromTrials, TrialSource } from "../../arguments/with-trials.js";
import { catalogue } from "../../metrics/catalogue.js";
import { headingOfMetric } from "../../metrics/metric.js";
import { type TurnRow, turnRows } from "../../metrics/turn-rows.js";
import { shortName } from "../../text/label-text.js";
import { firstDrawn } from "../../text/list-text.js";
import { durationText } from "../../text/number-text.js";
import type { Trial } from "../../types/index.js";
import { axis } from "../axes.js";
import { buildFigure, emptyFigure } from "../build-figure.js";
import type { Figure } from "../figure.js";
import { inColorOrder } from "../theme.js";
import { trialCaption } from "./caption.js";
import { drawTrials } from "./draw-trials.js";
import { type LinePanel, linePanels } from "./line-panels.js";
import { MOST_LINES } from "./most-drawn.js";
import { type FigureOptions, figureSettings } from "./options.js";

/** What is drawn by turn, each in a panel of its own. */
const DRAWN = ["timeToFirstTokenMs", "inputTokens", "cachedInputTokens"] as const;

function panelsOf(rows: readonly TurnRow[]): LinePanel[] {
  const panels = DRAWN.map((metric) => ({
    title: headingOfMetric(catalogue[metric]),
    points: rows.map((row) => {
      const [value, low, high] = [row[metric], row[`${metric}Low`], row[`${metric}High`]];
      return { target: row.target, x: row.turn, value, low, high };
    }),
  }));
  return panels.filter(({ points }) => points.some(({ value }) => value !== null));
}

/** How the wait for the first token goes from the first turn to the last, of the target where it changes most. */
function findingTitle(rows: readonly TurnRow[], targets: readonly string[]): string {
  const known = targets.flatMap((target) => {
    const own = rows.filter((row) => row.target === target && row.timeToFirstTokenMs !== null);
    const [first, last] = [own[0], own.at(-1)];
    const [from, to] = [first?.timeToFirstTokenMs, last?.timeToFirstTokenMs];
    if (first === undefined || last === undefined || first === last || from == null || to == null) return [];
    return [{ target, from, to, turns: [first.turn, last.turn] as const, change: Math.abs(Math.log(to / from)) }];
  });
  const [most] = known.toSorted((a, b) => b.change - a.change);
  if (most === undefined) return "Conversations turn by turn";
  const [first, last] = most.turns;
  const times = `${durationText(most.from)} in turn ${first} and ${durationText(most.to)} in turn ${last}`;
  return `${shortName(most.target)}: median time to first token is ${times}`;
}

/**
 * Conversations turn by turn: the median time to first token, the length of the prompt and how much of it came from a cache, a
 * panel each, a line for each target, with 95 % intervals that draw whole conversations.
 *
 * @example
 * bb.showFigure(await bb.figures.turns(run));
 */
export function turnsFigure<Source extends TrialSource>(
  source: Source,
  options: FigureOptions = {},
): FromTrials<Source, Figure> {
  return drawTrials("figures.turns", source, options, figureOf);
}

function figureOf(trials: readonly Trial[], options: FigureOptions): Figure {
  checkedOptions("figures.turns", figureSettings, options);
  const rows = turnRows(trials);
  const panels = panelsOf(rows);
  const all = inColorOrder([...new Set(rows.map(({ target }) => target))], options.colors);
  const { drawn: shown, left } = firstDrawn(all, MOST_LINES, "target");
  const turns = trials.filter(({ turn, phase }) => turn !== undefined || phase === "warmup");
  if (panels.length === 0) {
    const caption = trialCaption(turns, options, []);
    return emptyFigure("turns", "No conversations were answered turn by turn", caption, options.width);
  }
  const isSure = panels.some(({ points }) => points.some(({ low }) => low !== null));
  const bars = isSure ? "Bars: 95 % intervals" : "Too few conversations for intervals (10 are needed)";
  const caption = trialCaption(turns, options, [`Medians by turn. ${bars}, by conversation.`, ...left]);
  const { data, axes, bottom, plotHeight } = linePanels(panels, "turn", { all, shown, colors: options.colors });
  const most = Math.max(...rows.map(({ turn }) => turn));
  return buildFigure({
    name: "turns",
    title: options.title ?? findingTitle(rows, shown),
    caption,
    data,
    layout: {
      ...axes,
      xaxis: axis("turn of the conversation", { anchor: bottom, ...(most > 12 ? {} : { dtick: 1 }) }),
    },
    legend: shown.map(shortName),
    plotHeight,
    width: options.width,
  });
}
