import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);
const FACES = ["DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSans-BoldOblique", "DejaVuSansMono"];

/** The one family that text is measured and drawn with, so that a picture is the same on every machine. */
export const FONT_FAMILY = "DejaVu Sans";

/** The fixed-width family, for text that asks for one. */
export const MONOSPACE_FAMILY = "DejaVu Sans Mono";

/** Paths of the bundled font files: those that measure the text are those that draw it. */
export function fontFiles(): string[] {
  const folder = join(dirname(require.resolve("dejavu-fonts-ttf/package.json")), "ttf");
  return FACES.map((face) => join(folder, `${face}.ttf`));
}
