import { mkdir } from "node:fs/promises";
import path from "node:path";
import * as v from "valibot";
import { filledText, oneOf } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { writeAtomically } from "../../store/run-folder/files/write-atomically.js";
import { rasterize } from "../render/render-png.js";
import { type DrawFigure, type PrintedFigure, type PrintOptions, printedFigure } from "./printed-figure.js";

/** How a figure is printed and where it goes. */
export interface ExportFigureOptions extends PrintOptions {
  /** Path without ending: `.svg` and `.png` (300 dpi; a slide 1920 pixels wide) are written. Nothing is written without it. */
  readonly path?: string;
}

/** A printed figure and the files that were written. */
export interface PrintedFiles extends PrintedFigure {
  readonly files: readonly string[];
}

const exportOptions = settings({
  size: oneOf("column", "page", "slide"),
  words: v.optional(oneOf("inside", "beside")),
  path: v.optional(filledText("a path")),
});

/** Dots for each CSS pixel: 300 dpi on paper, 1920 pixels across a slide. */
const SCALE = { column: 3.125, page: 3.125, slide: 2 } as const;

/**
 * Draws a figure for a column of a paper (85 mm), a page (180 mm) or a slide (16:9), as SVG with its size in millimeters and
 * 300-dpi PNG; title and caption come as text to be set below the figure, on a slide they stay inside.
 *
 * Hand it a function of the width, so that labels are laid out for it:
 * `exportFigure((width) => figures.latency(trials, { width }), { size: "column", path: "../outputs/paper/latency" })`.
 *
 * @throws for an unknown size, and when the files cannot be written.
 * @example
 * await bb.figures.exportFigure((width) => bb.figures.latency(trials, { width }), { size: "column", path: "outputs/paper/latency" });
 */
export async function exportFigure(draw: DrawFigure, options: ExportFigureOptions): Promise<PrintedFiles> {
  checkedOptions("exportFigure", exportOptions, options);
  const printed = await printedFigure(draw, options);
  if (options.path === undefined) return { ...printed, files: [] };
  const base = path.resolve(options.path.replace(/\.(?:svg|png)$/i, ""));
  await mkdir(path.dirname(base), { recursive: true });
  await writeAtomically(`${base}.svg`, printed.svg);
  await writeAtomically(`${base}.png`, await rasterize(printed.svg, { scale: SCALE[options.size] }));
  return { ...printed, files: [`${base}.svg`, `${base}.png`] };
}
