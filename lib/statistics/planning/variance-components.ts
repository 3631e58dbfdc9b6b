import { mean, sampleVariance } from "simple-statistics";
import { checkedValues } from "../../arguments/check-numbers.js";
import { describeValue } from "../../arguments/describe-value.js";

/** Measurements as nested arrays: the outermost index is the highest level (such as the run), the innermost the repetition. */
export type Levels = readonly number[] | readonly Levels[];

/** How much of the variation each level brings, innermost level first. */
export interface VarianceComponents {
  /** Observed variances of the means at each level (S squared): each also holds what the levels below it brought. */
  readonly biased: readonly number[];
  /** The level's own part (T squared). A negative one means that the level adds nothing that can be seen: take it as 0. */
  readonly unbiased: readonly number[];
  /** How many repetitions each level has. */
  readonly repetitions: readonly number[];
}

/**
 * Where the variation comes from: repetitions, processes, runs, machines. Shows which level is worth repeating.
 *
 * S squared of a level is the variance of the means of its members, averaged over the groups above; its own part is that
 * minus the part of the level below divided by the repetitions there. Squared unit of the values. Throws RangeError for
 * levels with fewer than two members, of unequal size, and for values that are not finite or whose squares no number holds.
 *
 * Source: Kalibera and Jones (2013), Rigorous benchmarking in reasonable time, ISMM, section 6.
 *
 * @example
 * bb.stats.varianceComponents([[9, 5], [8, 3]]).biased; // => [10.25, 1.125]
 */
export function varianceComponents(levels: Levels): VarianceComponents {
  checkSquares(levels);
  const biased: number[] = [];
  const repetitions: number[] = [];
  let members: Levels = levels;
  do {
    const groups = innermost(members);
    biased.push(mean(groups.map(sampleVariance)));
    repetitions.push(checkedSize(groups));
    members = folded(members);
  } while (members.length > 0);
  const unbiased = biased.map((own, level) => own - (biased[level - 1] ?? 0) / (repetitions[level - 1] ?? 1));
  return { biased, unbiased, repetitions };
}

/** Throws RangeError where the squares, of which all results are made, would be 0 or infinite. */
function checkSquares(levels: Levels): void {
  const largest = innermost(levels)
    .flat()
    .reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0 || (largest > 1e-150 && largest < 1e150)) return;
  throw new RangeError(
    `expected levels with a largest value between 1e-150 and 1e150, got ${largest}; take another unit`,
  );
}

function isInnermost(levels: Levels): levels is readonly number[] {
  const members: readonly (number | Levels)[] = levels;
  if (!Array.isArray(members))
    throw new RangeError(`expected levels to be nested lists of numbers, got ${describeValue(levels)}`);
  return members.every((member) => typeof member === "number");
}

/** The groups of the lowest level. */
function innermost(levels: Levels): number[][] {
  if (isInnermost(levels)) return [Array.from(checkedValues(levels, "every group of levels", 2))];
  return levels.flatMap((member) => innermost(nested(member)));
}

/** The levels with the lowest one replaced by its means; empty when there was only one. */
function folded(levels: Levels): Levels {
  if (isInnermost(levels)) return [];
  const inner = levels.map(nested);
  const means = inner.filter(isInnermost).map((group) => mean([...group]));
  if (means.length === inner.length) return means;
  if (means.length > 0)
    throw new RangeError("expected levels of the same depth everywhere, got groups of numbers and of groups");
  return inner.map(folded);
}

function nested(member: number | Levels): Levels {
  if (typeof member === "number")
    throw new RangeError(`expected levels of the same depth everywhere, got ${member} among groups`);
  return member;
}

/** How many members each of the groups has: the method asks for the same number in all. */
function checkedSize(groups: readonly (readonly number[])[]): number {
  const sizes = new Set(groups.map((group) => group.length));
  if (sizes.size > 1)
    throw new RangeError(`expected groups of the same size in a level, got sizes ${[...sizes].join(", ")}`);
  return groups[0]?.length ?? 0;
}
