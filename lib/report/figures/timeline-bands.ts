// Where the rows of a timeline stand, in pixels: each target has a band that its label fits into, and in its middle its rows.
import type { PlacedTrial } from "./place-trials.js";

/** What three lines of a label need, and a little more. */
const LEAST_BAND = 58;
/** However many rows there are, they are no taller together than this: bars get thinner. */
const MOST_HEIGHT = 900;

/** The bands of a timeline. Pixels are counted from its top. */
export interface TimelineBands {
  readonly height: number;
  readonly barWidth: number;
  /** The middle of each target's band, where its label stands, in the order of the targets. */
  readonly middles: readonly number[];
  /** Where a trial's bar stands. */
  readonly yOf: (placed: PlacedTrial) => number;
}

/** How far rows are apart and how thick their bars are. */
function rowSize(rows: number): { readonly pitch: number; readonly barWidth: number } {
  if (rows <= 16) return { pitch: 18, barWidth: 11 };
  if (rows <= 40) return { pitch: 13, barWidth: 6 };
  const pitch = Math.min(10, MOST_HEIGHT / rows);
  return { pitch, barWidth: Math.max(1, Math.min(3, pitch * 0.6)) };
}

/** Lays the rows of targets out in bands, from the top down; `names` are the targets in their order. */
export function timelineBands(placed: readonly PlacedTrial[], names: readonly string[]): TimelineBands {
  const rows = new Map<string, { first: number; count: number }>();
  for (const { trial, row } of placed) {
    const { first, count } = rows.get(trial.target) ?? { first: row, count: 0 };
    const last = Math.max(first + count - 1, row);
    rows.set(trial.target, { first: Math.min(first, row), count: last - Math.min(first, row) + 1 });
  }
  const { pitch, barWidth } = rowSize([...rows.values()].reduce((sum, { count }) => sum + count, 0));
  const tops = new Map<string, number>();
  const middles: number[] = [];
  let height = 0;
  for (const name of names) {
    const own = (rows.get(name)?.count ?? 0) * pitch;
    const band = Math.max(LEAST_BAND, own + 6);
    tops.set(name, height + (band - own) / 2);
    middles.push(height + band / 2);
    height += band;
  }
  const yOf = ({ trial, row }: PlacedTrial) =>
    (tops.get(trial.target) ?? 0) + (row - (rows.get(trial.target)?.first ?? row) + 0.5) * pitch;
  return { height, barWidth, middles, yOf };
}
