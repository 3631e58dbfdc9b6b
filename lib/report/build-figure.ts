import { estimateWidth, wrapForPlot } from "../text/label-text.js";
import type { Figure, Trace } from "./figure.js";
import { FIGURE_WIDTH, FONT_SIZE, FONT_STACK, INK } from "./theme.js";

const EDGE = 14;
const CAPTION_LINE = FONT_SIZE.caption * 1.3;

/** What a figure function decides; the theme does the rest. Titles and captions are plain text and are escaped here. */
export interface FigureParts {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly data: readonly Trace[];
  /** Axes, shapes, annotations: merged over the theme's. */
  readonly layout?: Readonly<Record<string, unknown>>;
  readonly annotations?: readonly Trace[];
  /** Height of the plotting area in pixels. */
  readonly plotHeight?: number;
  readonly width?: number;
  /** Escaped labels on the left, lines split by `<br>`: the left margin is made to fit them. */
  readonly leftLabels?: readonly string[];
  /** Space for tick labels and axis title below the plot. */
  readonly axisHeight?: number;
  /** The words of the legend's entries, which set the space between title and plot; without entries there is no legend. */
  readonly legend?: readonly string[];
  /** Pixels between the legend and the plot, for what stands above the plot. */
  readonly legendGap?: number;
  readonly rightMargin?: number;
  /** At least this much space on the left; 64 when not given, which is right for numbers and a title of one line. */
  readonly leftMargin?: number;
}

function leftMargin(labels: readonly string[], least = 64): number {
  const plain = (line: string) => line.replace(/<[^>]*>/g, "").replace(/&[^;]+;/g, "x");
  const widths = labels
    .flatMap((label) => label.split("<br>"))
    .map((line) => estimateWidth(plain(line), FONT_SIZE.tick));
  return Math.max(least, ...widths.map((width) => Math.ceil(width) + 18));
}

function captionAnnotation(text: string, margin: { l: number; b: number }, lines: number): Trace {
  return {
    text,
    name: "caption",
    xref: "paper",
    yref: "paper",
    x: 0,
    y: 0,
    xanchor: "left",
    yanchor: "top",
    xshift: EDGE - margin.l,
    yshift: Math.round(lines * CAPTION_LINE) + EDGE - margin.b,
    align: "left",
    showarrow: false,
    font: { size: FONT_SIZE.caption, color: INK.muted },
  };
}

/** Rows of a horizontal legend: plotly puts entries side by side, and in columns of one width when they do not fit. */
function legendRows(entries: readonly string[], width: number): number {
  const widths = entries.map((entry) => estimateWidth(entry.replace(/&[^;]+;/g, "x"), FONT_SIZE.tick) + 50);
  const total = widths.reduce((sum, one) => sum + one, 0);
  if (total <= width) return entries.length === 0 ? 0 : 1;
  const perRow = Math.max(1, Math.floor(width / Math.max(...widths)));
  return Math.ceil(entries.length / perRow);
}

/** Above the plot, from the picture's left edge; in shares of the plot, because placing by the container moves margins. */
function legendLayout(width: number, margin: { readonly l: number; readonly r: number }, y: number) {
  const x = (EDGE - margin.l) / (width - margin.l - margin.r);
  const place = { x, xanchor: "left", y, yanchor: "bottom" };
  return {
    orientation: "h",
    ...place,
    font: { size: FONT_SIZE.tick },
    itemsizing: "constant",
    itemclick: false,
    itemdoubleclick: false,
  };
}

/** Anchored by the baseline of its first line: the other anchors move titles of several lines in every browser. */
function titleLayout(text: string, height: number) {
  const place = { x: 0, xref: "container", xanchor: "left", yref: "container", yanchor: "bottom", pad: { l: EDGE } };
  return {
    text,
    ...place,
    y: 1 - (EDGE + FONT_SIZE.title * 0.8) / height,
    font: { size: FONT_SIZE.title, color: INK.text },
  };
}

/**
 * Puts the parts of a figure together in the one look: title above, caption below inside the picture, margins made to
 * fit the text so that nothing is clipped or overlaps, in a browser and in a file alike.
 */
export function buildFigure(parts: FigureParts): Figure {
  const width = parts.width ?? FIGURE_WIDTH;
  const title = wrapForPlot(parts.title, width - 2 * EDGE, FONT_SIZE.title);
  const caption = wrapForPlot(parts.caption, width - 2 * EDGE, FONT_SIZE.caption);
  const rows = legendRows(parts.legend ?? [], width - 2 * EDGE);
  const margin = {
    l: leftMargin(parts.leftLabels ?? [], parts.leftMargin),
    r: parts.rightMargin ?? 24,
    t: Math.round(EDGE + title.lines * FONT_SIZE.title * 1.3 + 12 + rows * 20 + (parts.legendGap ?? 0)),
    b: Math.round((parts.axisHeight ?? 52) + caption.lines * CAPTION_LINE + EDGE),
  };
  const plotHeight = parts.plotHeight ?? 270;
  const height = margin.t + plotHeight + margin.b;
  const layout = {
    width,
    height,
    margin,
    autosize: false,
    font: { family: FONT_STACK, size: FONT_SIZE.tick, color: INK.text },
    paper_bgcolor: INK.paper,
    plot_bgcolor: INK.paper,
    showlegend: rows > 0,
    legend: legendLayout(width, margin, 1 + (parts.legendGap ?? 0) / plotHeight),
    // Its buttons go down the right margin: along the top they cover the title.
    modebar: { orientation: "v", remove: ["lasso2d", "select2d", "sendDataToCloud"] },
    hoverlabel: { align: "left", font: { family: FONT_STACK } },
    ...parts.layout,
    title: titleLayout(title.text, height),
    annotations: [...(parts.annotations ?? []), captionAnnotation(caption.text, margin, caption.lines)],
  };
  return { kind: "figure", name: parts.name, data: parts.data, layout, caption: parts.caption };
}

/** The figure for no rows: it says so, and why that may be, and breaks nothing that shows figures. */
export function emptyFigure(name: string, message: string, caption: string, width?: number): Figure {
  const hidden = { visible: false };
  const text = wrapForPlot(message, 500, 14).text;
  const note = {
    text,
    xref: "paper",
    yref: "paper",
    x: 0.5,
    y: 0.5,
    showarrow: false,
    font: { size: 14, color: INK.muted },
  };
  const layout = { xaxis: hidden, yaxis: hidden };
  return buildFigure({
    name,
    title: message,
    caption,
    data: [],
    layout,
    annotations: [note],
    plotHeight: 160,
    axisHeight: 10,
    width,
  });
}
