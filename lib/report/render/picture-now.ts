import { fileURLToPath } from "node:url";
import { createSyncFn } from "synckit";
import type { Figure } from "../figure.js";
import type { PngOptions } from "./render-png.js";

let draw: ((figure: Figure, options: PngOptions) => Uint8Array) | null = null;

/**
 * A figure as PNG, at once: drawn in a worker while this thread waits (about a second for the first, then a few tenths). For
 * notebooks, where a cell ends with its last statement and a promise as its value is printed and not awaited.
 * @throws when the figure cannot be drawn.
 */
export function renderPngNow(figure: Figure, options: PngOptions = {}): Uint8Array {
  draw ??= createSyncFn<(figure: Figure, options: PngOptions) => Uint8Array>(
    fileURLToPath(new URL("./picture-worker.js", import.meta.url)),
    { timeout: 60_000 },
  );
  return draw(figure, options);
}
