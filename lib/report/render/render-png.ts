import * as v from "valibot";
import { checkedLater } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { checkFigure } from "../check-figure.js";
import type { Figure } from "../figure.js";
import { FONT_FAMILY, fontFiles, MONOSPACE_FAMILY } from "./fonts.js";
import { withDensity } from "./png-density.js";
import { type PictureSize, renderSvg } from "./render-svg.js";

/** Size in CSS pixels, and how many dots each of them gets: 1 for a screen, 2 for a file. */
export interface PngOptions extends PictureSize {
  readonly scale?: number;
  /** For print: the scale follows from it, 96 CSS pixels being an inch, and the picture says so (chunk pHYs). */
  readonly dotsPerInch?: number;
}

const CSS_PIXELS_PER_INCH = 96;

/**
 * Turns an SVG into a PNG with the bundled fonts alone, on white paper.
 * Throws when the scale is not above 0 and at most 10.
 */
export async function rasterize(
  svg: string,
  options: Pick<PngOptions, "scale" | "dotsPerInch"> = {},
): Promise<Uint8Array> {
  const { dotsPerInch } = options;
  if (dotsPerInch !== undefined && options.scale !== undefined)
    throw new Error("expected a scale or dotsPerInch, got both: dotsPerInch 300 is a scale of 3.125");
  const scale = options.scale ?? (dotsPerInch ?? CSS_PIXELS_PER_INCH) / CSS_PIXELS_PER_INCH;
  if (!(scale > 0 && scale <= 10))
    throw new Error(`expected a scale above 0 and up to 10, got ${scale}: 2 suits files, dotsPerInch: 300 suits print`);
  const { Resvg } = await import("@resvg/resvg-js");
  const font = {
    loadSystemFonts: false,
    fontFiles: fontFiles(),
    defaultFontFamily: FONT_FAMILY,
    sansSerifFamily: FONT_FAMILY,
    monospaceFamily: MONOSPACE_FAMILY,
  };
  const picture = new Resvg(svg, { font, background: "white", fitTo: { mode: "zoom", value: scale } });
  const png = new Uint8Array(picture.render().asPng());
  return dotsPerInch === undefined ? png : withDensity(png, dotsPerInch);
}

const number = v.optional(checkedLater<number>());
const pngSettings = settings({ width: number, height: number, scale: number, dotsPerInch: number });

/**
 * Draws a figure as PNG bytes without a browser and without network; same input, same bytes. At scale 1 when none is
 * given, which is right for a notebook; the text is measured and drawn with the same bundled fonts.
 *
 * @example
 * await bb.figures.renderPng(figure, { scale: 2 });
 */
export async function renderPng(figure: Figure, options: PngOptions = {}): Promise<Uint8Array> {
  checkFigure("renderPng", figure);
  checkedOptions("renderPng", pngSettings, options);
  const { scale, dotsPerInch, ...size } = options;
  const svg = await renderSvg(figure, size);
  return rasterize(svg, { scale, dotsPerInch });
}
