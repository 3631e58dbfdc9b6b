import { checkRows } from "../../arguments/check-values.js";
import { checkedOptions } from "../../arguments/options.js";
import { catalogue } from "../../metrics/catalogue.js";
import type { LensRow } from "../../metrics/definition-lens.js";
import { type LensTableRow, lensTable } from "../../metrics/lens-table.js";
import { plotText } from "../../text/escape.js";
import { firstDrawn } from "../../text/list-text.js";
import { countText, numberText } from "../../text/number-text.js";
import { axis, laneAxis, logTicks } from "../axes.js";
import { buildFigure, emptyFigure } from "../build-figure.js";
import type { Figure, Trace } from "../figure.js";
import { BESIDE_LANES, FIGURE_WIDTH, SYMBOLS, WORD_COLORS } from "../theme.js";
import { laneLabel } from "./lane-label.js";
import { MOST_LANES } from "./most-drawn.js";
import { type FigureOptions, figureSettings } from "./options.js";
import { rowCaption } from "./row-caption.js";

const WORDS = [
  { word: "TTFT", meaning: catalogue.timeToFirstTokenMs.words, of: (row: LensTableRow) => row.timeToFirstTokenMs },
  { word: "ITL", meaning: catalogue.interTokenLatencyMs.words, of: (row: LensTableRow) => row.interTokenLatencyMs },
  { word: "TPOT", meaning: "time per output token", of: (row: LensTableRow) => row.timePerOutputTokenMs },
] as const;

type Word = (typeof WORDS)[number];

/** Where two words have one value, as by our own definitions, the marks are side by side. */
const OFFSETS = [0.18, 0, -0.18];

function wordTrace({ word, of }: Word, index: number, rows: readonly LensTableRow[]): Trace {
  const shown = rows.flatMap((row, at) => {
    const value = of(row);
    return value === null ? [] : [{ row, value, y: rows.length - 1 - at + (OFFSETS[index] ?? 0) }];
  });
  return {
    type: "scatter",
    mode: "markers",
    name: word,
    showlegend: shown.length > 0,
    x: shown.map(({ value }) => value),
    y: shown.map(({ y }) => y),
    marker: { color: WORD_COLORS[index], symbol: SYMBOLS[index], size: 10 },
    text: shown.map(
      ({ row, value }) => `${plotText(row.tool)}<br>${word} ${numberText(value)} ms<br>${plotText(row.definition)}`,
    ),
    hoverinfo: "text",
  };
}

/** `TTFT 5 to 200 ms`, or one value where all tools agree. */
function rangeText({ word, of }: Word, rows: readonly LensTableRow[]): string[] {
  const values = rows.flatMap((row) => of(row) ?? []);
  if (values.length === 0) return [];
  const [low, high] = [numberText(Math.min(...values)), numberText(Math.max(...values))];
  return [low === high ? `${word} ${low} ms` : `${word} ${low} to ${high} ms`];
}

/** The least and the largest number above 0: a logarithmic axis shows no other. */
function valueRange(rows: readonly LensTableRow[]): readonly [number, number] {
  const values = rows.flatMap((row) => WORDS.flatMap(({ of }) => of(row) ?? [])).filter((value) => value > 0);
  return values.length === 0 ? [1, 10] : [Math.min(...values), Math.max(...values)];
}

function findingTitle(rows: readonly LensTableRow[]): string {
  const ranges = WORDS.flatMap((word) => rangeText(word, rows));
  return `One answer, ${countText(rows.length, "tool")}: ${ranges.join(", ")}`;
}

/**
 * The definition lens as a picture: one and the same answer, and what each tool would report of it by the same three words.
 * Tools whose formulas all lack something in the trial are left out.
 *
 * @example
 * bb.figures.lens(bb.inspect.definitionLens(trial));
 */
export function lensFigure(lens: readonly LensRow[], options: FigureOptions = {}): Figure {
  checkRows("figures.lens", "lens", lens, "the list of rows that definitionLens gives");
  checkedOptions("figures.lens", figureSettings, options);
  const all = lensTable(lens).filter((row) => WORDS.some(({ of }) => of(row) !== null));
  const { drawn: rows, left } = firstDrawn(all, MOST_LANES, "tool", "in the order given");
  const caption = rowCaption(
    [
      "One trial, computed by each tool's own formula from the same arrivals; a word without a mark is one that the tool does not have.",
      WORDS.map(({ word, meaning }) => `${word}: ${meaning}`).join("; "),
      ...left,
    ],
    options,
  );
  if (rows.length === 0) return emptyFigure("lens", "Nothing that a tool could report of", caption, options.width);
  const labels = rows.map((row) =>
    laneLabel(row.tool, countText(WORDS.filter(({ of }) => of(row) !== null).length, "number")),
  );
  const data = WORDS.map((word, index) => wordTrace(word, index, rows));
  return buildFigure({
    name: "lens",
    title: options.title ?? findingTitle(all),
    caption,
    data,
    layout: {
      xaxis: axis("what the tool reports (ms, logarithmic)", {
        type: "log",
        ...logTicks(valueRange(rows), (options.width ?? FIGURE_WIDTH) - BESIDE_LANES),
      }),
      yaxis: laneAxis(labels),
    },
    leftLabels: labels,
    legend: data.filter((trace) => trace.showlegend === true).map((trace) => String(trace.name)),
    plotHeight: Math.max(120, rows.length * 42),
    width: options.width,
  });
}
