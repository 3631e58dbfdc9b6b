import type { Figure } from "../figure.js";
import { FONT_FAMILY, fontFiles, MONOSPACE_FAMILY } from "./fonts.js";
import { type PictureSize, renderSvg } from "./render-svg.js";

/** Size in CSS pixels, and how many dots each of them gets: 1 for a screen, 2 for a file, 3.125 for 300 dpi in print. */
export interface PngOptions extends PictureSize {
  readonly scale?: number;
}

/**
 * Turns an SVG into a PNG with the bundled fonts alone, on white paper.
 * Throws when the scale is not above 0 and at most 10.
 */
export async function rasterize(svg: string, options: { readonly scale?: number } = {}): Promise<Uint8Array> {
  const scale = options.scale ?? 1;
  if (!(scale > 0 && scale <= 10))
    throw new Error(`expected a scale above 0 and up to 10, got ${scale}: 2 suits files, 3.125 is 300 dpi`);
  const { Resvg } = await import("@resvg/resvg-js");
  const font = {
    loadSystemFonts: false,
    fontFiles: fontFiles(),
    defaultFontFamily: FONT_FAMILY,
    sansSerifFamily: FONT_FAMILY,
    monospaceFamily: MONOSPACE_FAMILY,
  };
  const picture = new Resvg(svg, { font, background: "white", fitTo: { mode: "zoom", value: scale } });
  return new Uint8Array(picture.render().asPng());
}

/**
 * Draws a figure as PNG bytes without a browser and without network; same input, same bytes. At scale 1 when none is
 * given, which is right for a notebook; the text is measured and drawn with the same bundled fonts.
 */
export async function renderPng(figure: Figure, options: PngOptions = {}): Promise<Uint8Array> {
  const svg = await renderSvg(figure, options);
  return rasterize(svg, { scale: options.scale ?? 1 });
}
