import { estimateWidth, shortName } from "../label-text.js";
import { FONT_SIZE } from "../theme.js";

const PLOT_WIDTH = 600;

/** Whether labels under groups of bars fit side by side, and the room they take below the axis when they must be slanted. */
export function slantedLabels(labels: readonly string[]): { readonly angle: number; readonly height: number } {
  const widest = Math.max(0, ...labels.map((label) => estimateWidth(shortName(label), FONT_SIZE.tick)));
  if (widest <= PLOT_WIDTH / Math.max(1, labels.length) - 8) return { angle: 0, height: 34 };
  return { angle: -30, height: Math.ceil(widest * Math.sin(Math.PI / 6)) + 34 };
}
