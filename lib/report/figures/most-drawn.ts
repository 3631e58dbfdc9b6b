// How much one figure draws: more makes it taller than a page shows, or a tangle that nobody reads. What is beyond is counted in
// the caption, with the rule by which it was left out.
import { type Drawn, firstDrawn } from "../../text/list-text.js";

/** Lanes of a figure, those of all its panels together. */
export const MOST_LANES = 24;

/** Lines in one panel. */
export const MOST_LINES = 12;

/** Bars in one panel. */
export const MOST_BARS = 12;

/** Panels of one figure. */
export const MOST_PANELS = 16;

/** Histories of one figure, a tall panel each. */
export const MOST_HISTORIES = 6;

/** Points of targets in one figure: their names fill the legend. */
export const MOST_POINTS = 24;

/** The groups of the first targets. */
export function firstGroups<T>(groups: ReadonlyMap<string, T>, most: number): Drawn<readonly [string, T]> {
  return firstDrawn([...groups], most, "target");
}
