import { mkdir } from "node:fs/promises";
import path from "node:path";
import { writeAtomically } from "../store/run-folder/files/write-atomically.js";
import type { Figure } from "./figure.js";
import { rasterize } from "./render/render-png.js";
import { renderSvg } from "./render/render-svg.js";

/** Draws figures into a folder, each as SVG and as PNG at twice the screen's resolution. Returns the paths of the PNG files. */
export async function writeFigures(folder: string, figures: readonly Figure[]): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const pictures: string[] = [];
  for (const figure of figures) {
    const svg = await renderSvg(figure);
    const base = path.join(folder, figure.name);
    await writeAtomically(`${base}.svg`, svg);
    await writeAtomically(`${base}.png`, await rasterize(svg, { scale: 2 }));
    pictures.push(`${base}.png`);
  }
  return pictures;
}
