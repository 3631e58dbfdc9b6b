import type { Box } from "../../lib/report/render/box.js";
import { pageBox } from "../../lib/report/render/element-box.js";

/** One text of a picture and the pixels it covers. */
export interface TextBox {
  readonly text: string;
  readonly box: Box;
}

/**
 * Where the texts of an SVG lie, measured with the fonts that draw it: for checks that nothing is clipped and nothing
 * overlaps. Throws when the text is not well-formed XML.
 */
export async function textBoxes(svg: string): Promise<TextBox[]> {
  const [{ JSDOM }, { createCanvas }] = await Promise.all([import("jsdom"), import("@napi-rs/canvas")]);
  const { document } = new JSDOM(svg, { contentType: "image/svg+xml" }).window;
  const measure = createCanvas(1, 1).getContext("2d");
  const texts = [...document.querySelectorAll("text")].filter((text) => (text.textContent ?? "").trim() !== "");
  return texts.map((text) => ({ text: text.textContent ?? "", box: pageBox(text, measure) }));
}
