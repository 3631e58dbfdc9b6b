import { checkOneOf } from "../../arguments/check-values.js";
import { describeValue } from "../../arguments/describe-value.js";
import { checkFigure } from "../check-figure.js";
import type { Figure, Trace } from "../figure.js";
import { renderSvg } from "../render/render-svg.js";
import { FONT_SIZE } from "../theme.js";

/** Where a figure goes: a column of a paper (85 mm), a page's width (180 mm) or a slide (16:9, 254 x 142.875 mm). */
export type PrintSize = "column" | "page" | "slide";

/** A figure, at once or promised, of some width in CSS pixels, so that labels are laid out for the size at which they are read. */
export type DrawFigure = Figure | ((width: number) => Figure | Promise<Figure>);

/** How a figure is printed. */
export interface PrintOptions {
  readonly size: PrintSize;
  /** Whether title and caption are part of the picture. For paper they go below it, as text; on a slide they stay. */
  readonly words?: "inside" | "beside";
}

/** A figure ready for print. */
export interface PrintedFigure {
  /** With its size in millimeters, so that it is placed at that size and its letters are as large as those around it. */
  readonly svg: string;
  readonly widthMm: number;
  readonly heightMm: number;
  /** The finding and what a reader must know to believe it, as plain text: the caption below the figure. */
  readonly caption: string;
}

/** Width in CSS pixels at which a figure is laid out, and in millimeters at which it is printed. */
const SIZES: Readonly<Record<PrintSize, { readonly pixels: number; readonly mm: number }>> = {
  column: { pixels: 440, mm: 85 },
  page: { pixels: 700, mm: 180 },
  slide: { pixels: 860, mm: 254 },
};

const SLIDE = { widthMm: 254, heightMm: 142.875, edgeMm: 8 } as const;

/**
 * Draws a figure for paper or a slide, as SVG with its size in millimeters.
 *
 * Hand it a function of the width for the column: `(width) => figures.latency(trials, { width })`; a figure that is drawn already
 * is scaled as it is. The letters of the axes are 6.3 points in a column, 8.4 on a page. For paper the title and the caption are
 * left out of the picture and given as text. Same input, same bytes. Throws for a size that it does not know.
 */
export async function printedFigure(draw: DrawFigure, options: PrintOptions): Promise<PrintedFigure> {
  const size = Object.hasOwn(SIZES, options.size) ? SIZES[options.size] : undefined;
  if (size === undefined)
    throw new Error(`exportFigure expected size "column", "page" or "slide", got ${describeValue(options.size)}`);
  if (options.words !== undefined) checkOneOf("exportFigure", "words", options.words, ["inside", "beside"]);
  const figure = typeof draw === "function" ? await draw(size.pixels) : draw;
  checkFigure("exportFigure", figure);
  const words = options.words ?? (options.size === "slide" ? "inside" : "beside");
  const shown = words === "beside" ? withoutWords(figure) : figure;
  const svg = await renderSvg(shown);
  const { width, height } = shown.layout;
  const caption = `${plainTitle(figure)}. ${figure.caption}`;
  if (options.size === "slide") return { ...onSlide(svg, width, height), caption };
  const heightMm = rounded((height * size.mm) / width);
  return { svg: inMillimeters(svg, size.mm, heightMm), widthMm: size.mm, heightMm, caption };
}

/** The figure without title and caption, and without the space they took. */
function withoutWords(figure: Figure): Figure {
  const { layout } = figure;
  const margin = layout.margin as { readonly l: number; readonly r: number; readonly t: number; readonly b: number };
  const notes = Array.isArray(layout.annotations) ? (layout.annotations as readonly Trace[]) : [];
  const caption = notes.find((note) => note.name === "caption");
  const titleRoom = linesOf(layout.title.text) * FONT_SIZE.title * 1.3 + 6;
  const captionRoom = caption === undefined ? 0 : linesOf(String(caption.text)) * FONT_SIZE.caption * 1.3;
  const cut = { t: Math.round(Math.min(titleRoom, margin.t - 8)), b: Math.round(captionRoom) };
  return {
    ...figure,
    layout: {
      ...layout,
      title: { text: "" },
      annotations: notes.filter((note) => note !== caption),
      margin: { ...margin, t: margin.t - cut.t, b: margin.b - cut.b },
      height: layout.height - cut.t - cut.b,
    },
  };
}

const linesOf = (text: string) => text.split("<br>").length;

/** The title as plain text: its tags and entities undone. */
export function plainTitle(figure: Figure): string {
  const entities: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&#36;": "$" };
  return figure.layout.title.text
    .replace(/<br>/g, " ")
    .replace(/<[^>]*>/g, "")
    .replace(/&(?:amp|lt|gt|#36);/g, (entity) => entities[entity] ?? entity);
}

/** Gives the root element its size on paper; what is inside keeps its coordinates by the view box. */
function inMillimeters(svg: string, widthMm: number, heightMm: number): string {
  const root = /<svg\b[^>]*>/.exec(svg)?.[0];
  if (root === undefined) throw new Error("expected an SVG to print, got none");
  const [width, height] = ["width", "height"].map((side) => new RegExp(`\\b${side}="([\\d.]+)`).exec(root)?.[1]);
  const box = /\bviewBox=/.test(root) ? "" : ` viewBox="0 0 ${width} ${height}"`;
  const sized = root
    .replace(/\bwidth="[^"]*"/, `width="${widthMm}mm"`)
    .replace(/\bheight="[^"]*"/, `height="${heightMm}mm"`)
    .replace(/>$/, `${box}>`);
  return svg.replace(root, sized);
}

/** The figure as large as a 16:9 slide takes it, in its middle, on white. */
function onSlide(svg: string, width: number, height: number) {
  const [roomX, roomY] = [SLIDE.widthMm - 2 * SLIDE.edgeMm, SLIDE.heightMm - 2 * SLIDE.edgeMm];
  const scale = Math.min(roomX / width, roomY / height);
  const [w, h] = [rounded(width * scale), rounded(height * scale)];
  const [x, y] = [rounded((SLIDE.widthMm - w) / 2), rounded((SLIDE.heightMm - h) / 2)];
  const inner = inMillimeters(svg, w, h)
    .replace(/^<\?xml[^>]*>\s*/, "")
    .replace(/<svg\b/, `<svg x="${x}" y="${y}"`)
    .replace(`width="${w}mm"`, `width="${w}"`)
    .replace(`height="${h}mm"`, `height="${h}"`);
  const slide = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${SLIDE.widthMm}mm" height="${SLIDE.heightMm}mm"`,
    ` viewBox="0 0 ${SLIDE.widthMm} ${SLIDE.heightMm}"><rect width="100%" height="100%" fill="white"/>${inner}</svg>`,
  ].join("");
  return { svg: slide, widthMm: SLIDE.widthMm, heightMm: SLIDE.heightMm };
}

const rounded = (millimeters: number) => Math.round(millimeters * 100) / 100;
