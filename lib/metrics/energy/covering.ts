import { durationText } from "../../text/number-text.js";
import type { Stretch } from "../measured-time.js";

/** One reading of a meter: watts, or joules since it began. */
export interface Reading {
  readonly atMs: number;
  readonly value: number;
}

/** A reason why there is no number. */
export interface Unknown {
  readonly reason: string;
}

/** Longer than this many intervals, nobody knows what happened between two readings. */
const LONGEST_GAP = 3;
/** With fewer readings inside, most of a window would be what its neighbors took. */
const FEWEST_INSIDE = 2;

/**
 * The readings that cover a window, from the last one before it to the first one after it, or why they do not. They cover it when the
 * first comes no later than one interval after its beginning, the last no earlier than one interval before its end, none is more than
 * three intervals after the one before it, and two are within it.
 * @param readings of one session, in order of time
 */
export function covering(
  readings: readonly Reading[],
  window: Stretch,
  intervalMs: number,
): readonly Reading[] | Unknown {
  const { fromMs, toMs } = window;
  const begin = firstFrom(readings, fromMs);
  const end = firstFrom(readings, toMs);
  const inside = readings.slice(begin, end);
  const [first, last] = [inside[0], inside.at(-1)];
  const whole = `a window of ${durationText(toMs - fromMs)}`;
  if (first === undefined || last === undefined || inside.length < FEWEST_INSIDE)
    return {
      reason: `${whole} holds ${inside.length === 0 ? "no reading" : "one reading"}: it takes at least ${FEWEST_INSIDE}`,
    };
  const longest = LONGEST_GAP * intervalMs;
  const before = readings[begin - 1];
  const after = readings[end];
  const covered = [
    ...(before !== undefined && first.atMs - before.atMs <= longest ? [before] : []),
    ...inside,
    ...(after !== undefined && after.atMs - last.atMs <= longest ? [after] : []),
  ];
  const late = (covered[0]?.atMs ?? 0) - fromMs;
  const early = toMs - (covered.at(-1)?.atMs ?? 0);
  if (late > intervalMs) return { reason: `the first reading came ${durationText(late)} after ${whole} had begun` };
  if (early > intervalMs) return { reason: `the last reading came ${durationText(early)} before ${whole} ended` };
  const gap = covered.slice(1).reduce((most, { atMs }, at) => Math.max(most, atMs - (covered[at]?.atMs ?? atMs)), 0);
  return gap > longest ? { reason: `nothing was read for ${durationText(gap)} in ${whole}` } : covered;
}

/** The first place whose reading is at an instant or after it. */
function firstFrom(readings: readonly Reading[], atMs: number): number {
  let [low, high] = [0, readings.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((readings[middle]?.atMs ?? 0) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
