import { studentReach } from "../distributions.js";
import type { Stretch } from "./energy-split.js";

/** A split that the permutation test kept: the index of the first value after it. */
export interface Split {
  readonly at: number;
  readonly p: number;
}

/** A split with the means of the segments on either side, and how far the interval of their difference reaches. */
export interface Step extends Split {
  readonly before: number;
  readonly after: number;
  readonly reach: number;
}

/** Values at one level. */
export interface Level extends Stretch {
  readonly mean: number;
}

/** What is left of some splits when those are dropped whose step could be 0. */
export interface SureSteps {
  readonly steps: readonly Step[];
  readonly segments: readonly Level[];
}

/**
 * Drops the least sure split and joins its segments, until the interval of every step excludes 0. The interval is Student's with the
 * spread within all segments, at 1 - (1 - confidence) / n: Bonferroni over a look after each value.
 */
export function sureSteps(values: Float64Array, splits: readonly Split[], confidence: number): SureSteps {
  const kept = [...splits].sort((a, b) => a.at - b.at);
  for (;;) {
    const segments = levels(values, kept);
    const steps = stepsOf(values, kept, segments, confidence);
    const [least] = [...steps].sort((a, b) => sureness(a) - sureness(b));
    if (least === undefined || sureness(least) > 1) return { steps, segments };
    kept.splice(
      kept.findIndex(({ at }) => at === least.at),
      1,
    );
  }
}

/** How many times its reach a step is; infinite where nothing scatters. */
const sureness = ({ before, after, reach }: Step) => Math.abs(after - before) / reach;

function levels(values: Float64Array, splits: readonly Split[]): Level[] {
  const ends = [0, ...splits.map(({ at }) => at), values.length];
  return ends.slice(1).flatMap((to, index) => {
    const from = ends[index] ?? 0;
    if (to === from) return [];
    const total = values.subarray(from, to).reduce((sum, value) => sum + value, 0);
    return [{ from, to, mean: total / (to - from) }];
  });
}

function stepsOf(values: Float64Array, splits: readonly Split[], segments: readonly Level[], confidence: number) {
  const freedom = values.length - segments.length;
  const squares = segments.reduce(
    (sum, { from, to, mean }) =>
      sum + values.subarray(from, to).reduce((total, value) => total + (value - mean) ** 2, 0),
    0,
  );
  return splits.flatMap((split, index): Step[] => {
    const [left, right] = [segments[index], segments[index + 1]];
    if (left === undefined || right === undefined) return [];
    const error = Math.sqrt((squares / freedom) * (1 / (left.to - left.from) + 1 / (right.to - right.from)));
    const reach = error * studentReach(1 - (1 - confidence) / values.length, freedom);
    return [{ ...split, before: left.mean, after: right.mean, reach }];
  });
}
