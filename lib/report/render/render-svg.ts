import * as v from "valibot";
import { checkedLater } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { checkFigure } from "../check-figure.js";
import type { Figure } from "../figure.js";
import { type DrawingWindow, openDrawingWindow } from "./drawing-window.js";
import { FONT_FAMILY } from "./fonts.js";
import { staticTraces } from "./static-traces.js";

/** The size of a picture in CSS pixels; what is missing comes from the figure's layout, then 700 x 420. */
export interface PictureSize {
  readonly width?: number;
  readonly height?: number;
}

/** One window for all figures: it does not grow with them. After a figure that failed in it another one is opened. */
let current: Promise<DrawingWindow> | null = null;
let queue: Promise<unknown> = Promise.resolve();

async function draw(figure: Figure, width: number, height: number): Promise<string> {
  const data = staticTraces(figure);
  const font = { family: FONT_FAMILY };
  const layout = { font, paper_bgcolor: "white", ...figure.layout, width, height, autosize: false };
  try {
    current ??= openDrawingWindow();
    const svg = await (await current).draw({ data, layout, width, height });
    return svg.replace(/url\((?:'|&quot;)(#[^'&)]+)(?:'|&quot;)\)/g, "url($1)");
  } catch (cause) {
    current = null;
    throw new Error(
      `expected a figure that plotly can draw, got "${figure.name}", for which it says: ${reason(cause)}`,
      { cause },
    );
  }
}

function reason(cause: unknown): string {
  return typeof cause === "object" && cause !== null && "message" in cause ? String(cause.message) : String(cause);
}

/** The asked size, or the figure's own. Throws when a side is not between 1 and 10,000 pixels. */
export function pictureSize(figure: Figure, asked: PictureSize = {}): { width: number; height: number } {
  const width = asked.width ?? figure.layout?.width ?? 700;
  const height = asked.height ?? figure.layout?.height ?? 420;
  for (const [side, pixels] of Object.entries({ width, height })) {
    if (pixels >= 1 && pixels <= 10_000) continue;
    throw new Error(`expected a ${side} from 1 to 10000 pixels, got ${pixels}: pass { width, height } in CSS pixels`);
  }
  return { width, height };
}

const side = v.optional(checkedLater<number>());
const pictureSettings = settings({ width: side, height: side });

/**
 * Draws a figure as SVG text without a browser and without network. Same input, same bytes, on every machine: the fonts
 * are bundled. Loads its parts at the first call (some 0.6 s), then takes tens of milliseconds; figures are drawn one
 * after the other. Throws for WebGL, 3-D and map traces, which a file cannot show.
 *
 * @example
 * await bb.figures.renderSvg(figure, { width: 700 });
 */
export async function renderSvg(figure: Figure, size: PictureSize = {}): Promise<string> {
  checkFigure("renderSvg", figure);
  checkedOptions("renderSvg", pictureSettings, size);
  const drawn = queue.then(() => {
    const { width, height } = pictureSize(figure, size);
    return draw(figure, width, height);
  });
  queue = drawn.catch(() => undefined);
  return drawn;
}
