import { checkRecord, checkRows } from "../../arguments/check-values.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import type { Ranking } from "../../comparison/rank-targets.js";
import { catalogue, isCompared } from "../../metrics/catalogue.js";
import { plotText } from "../../text/escape.js";
import { shortName } from "../../text/label-text.js";
import { firstDrawn } from "../../text/list-text.js";
import { countText, numberText } from "../../text/number-text.js";
import { axis, laneAxis } from "../axes.js";
import { buildFigure, emptyFigure } from "../build-figure.js";
import type { Figure, Trace } from "../figure.js";
import { targetColors } from "../theme.js";
import { laneLabel } from "./lane-label.js";
import { MOST_LANES } from "./most-drawn.js";
import { type FigureOptions, figureFields } from "./options.js";
import { rowCaption } from "./row-caption.js";

const options = settings(figureFields);

type Row = Ranking["rows"][number];

/**
 * The ranks that each target may truly have: best first, a bar from its best to its worst rank. Targets whose bars share a rank may
 * be in either order.
 *
 * @example
 * bb.showFigure(bb.figures.ranking(await bb.rankTargets(run, { metric: "latencyMs" })));
 */
export function rankingFigure(ranking: Ranking, given: FigureOptions = {}): Figure {
  checkRecord("figures.ranking", "ranking", ranking, "what rankTargets gives");
  checkRows(
    "figures.ranking",
    "ranking.rows",
    ranking.rows,
    "what rankTargets gives: write figures.ranking(await rankTargets(run))",
  );
  checkedOptions("figures.ranking", options, given);
  const { rows: all } = ranking;
  if (all.length === 0)
    return emptyFigure("ranking", "Nothing to rank", rowCaption(sentencesOf(ranking), given), given.width);
  const { drawn: rows, left } = firstDrawn(all, MOST_LANES, "target", "from the best on");
  const labels = rows.map((row) => laneLabel(row.target, valueText(row, ranking)));
  const colors = given.colors ?? targetColors(all.map(({ target }) => target));
  return buildFigure({
    name: "ranking",
    title: given.title ?? findingTitle(all),
    caption: rowCaption([...sentencesOf(ranking), ...left], given),
    data: rows.map((row, at) => rankTrace(row, rows.length - 1 - at, colors.get(row.target) ?? "")),
    layout: {
      xaxis: axis("rank (1 is the best)", {
        range: [0.6, all.length + 0.4],
        dtick: Math.ceil(all.length / 20),
        zeroline: false,
      }),
      yaxis: laneAxis(labels),
    },
    leftLabels: labels,
    plotHeight: Math.max(110, rows.length * 46),
    width: given.width,
  });
}

function rankTrace({ target, rankLow, rankHigh }: Row, at: number, color: string): Trace {
  const ranks = rankLow === rankHigh ? `rank ${rankLow}` : `rank ${rankLow} to ${rankHigh}`;
  return {
    type: "scatter",
    mode: "lines+markers",
    name: plotText(shortName(target)),
    showlegend: false,
    x: [rankLow, rankHigh],
    y: [at, at],
    line: { color, width: 7 },
    marker: { color, size: 13, symbol: "circle" },
    text: [`${plotText(target)}<br>${ranks}`, `${plotText(target)}<br>${ranks}`],
    hoverinfo: "text",
  };
}

const valueText = ({ estimate }: Row, { unit }: Ranking) => `${numberText(estimate)}${unit === "" ? "" : ` ${unit}`}`;

/** Who is best, where one target alone may be; else how many share the first place. */
function findingTitle(rows: readonly Row[]): string {
  const first = rows.filter(({ rankLow }) => rankLow === 1);
  const [best] = first;
  if (best === undefined || rows.length === 1) return "One target has no rank";
  if (first.length === 1) return `${shortName(best.target)} is the best of ${rows.length}`;
  if (first.length === rows.length && rows.every(({ rankHigh }) => rankHigh === rows.length))
    return `No order of the ${rows.length} targets is shown`;
  return `Any of ${first.length} of ${rows.length} targets may be the best`;
}

function sentencesOf({ by, unit, betterWhen, confidence, cases, leftOut, notes, rows }: Ranking): string[] {
  const what = isCompared(by) ? catalogue[by].words : by;
  const mean = unit === "" ? "mean" : "geometric mean";
  const bars = `Bars: the ranks that each target may truly have, all at once with ${numberText(confidence * 100)} % confidence`;
  return [
    `${countText(cases, "case")} that all targets have a value for; below each name its ${mean} ${what}, ${betterWhen} is better.`,
    ...(rows.length > 1 ? [`${bars}; paired by case.`] : []),
    ...leftOut.map(({ target, reason }) => `Not ranked: ${target}, ${reason}.`),
    ...notes,
  ];
}
