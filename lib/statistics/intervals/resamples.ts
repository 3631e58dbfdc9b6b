import { type SeededRandom, seededRandom } from "../random.js";

/** A statistic of a sample, such as `mean` or `median` of simple-statistics. It may reorder the array, not keep it. */
export type Statistic = (sample: number[]) => number;

/** What a statistic came to in each resample, sorted, and whether these are all resamples that there are. */
export interface Resamples {
  readonly sorted: Float64Array;
  readonly exhaustive: boolean;
}

/**
 * The statistic in resamples of whole groups, drawn with replacement.
 *
 * A group is one value, or all the values of one prompt. When the groups can be drawn in no more ways than `count`, all of
 * them are taken once and nothing is left to chance; otherwise `count` are drawn by the seed.
 */
export function resample(
  groups: readonly (readonly number[])[],
  statistic: Statistic,
  count: number,
  seed: number,
): Resamples {
  const ways = groups.length ** groups.length;
  const exhaustive = ways <= count;
  const results = new Float64Array(exhaustive ? ways : count);
  const chosen = new Int32Array(groups.length);
  const random = seededRandom(seed);
  const flat = flattened(groups);
  const sample: number[] = [];
  for (let index = 0; index < results.length; index++) {
    if (exhaustive) writeDigits(chosen, index);
    else drawAgain(chosen, random);
    gather(flat, chosen, sample);
    results[index] = checkedResult(statistic(sample));
  }
  return { sorted: results.sort(), exhaustive };
}

/** The statistic of the sample itself. */
export function statisticOf(groups: readonly (readonly number[])[], statistic: Statistic): number {
  return checkedResult(statistic(groups.flat()));
}

/** The statistic with each group left out in turn. */
export function leaveOneOut(groups: readonly (readonly number[])[], statistic: Statistic): number[] {
  const flat = flattened(groups);
  const sample: number[] = [];
  return groups.map((_, left) => {
    const others = Int32Array.from({ length: groups.length - 1 }, (_value, place) =>
      place < left ? place : place + 1,
    );
    gather(flat, others, sample);
    return checkedResult(statistic(sample));
  });
}

function drawAgain(chosen: Int32Array, random: SeededRandom): void {
  for (let place = 0; place < chosen.length; place++) chosen[place] = random.below(chosen.length);
}

/** The number in the base of its length: counts through every way to draw. */
function writeDigits(digits: Int32Array, number: number): void {
  let rest = number;
  for (let place = 0; place < digits.length; place++) {
    digits[place] = rest % digits.length;
    rest = Math.floor(rest / digits.length);
  }
}

/** All groups in one row of memory; group g lies from starts[g] to starts[g + 1]. */
interface Flat {
  readonly values: Float64Array;
  readonly starts: Int32Array;
}

function flattened(groups: readonly (readonly number[])[]): Flat {
  const starts = new Int32Array(groups.length + 1);
  groups.forEach((group, index) => {
    starts[index + 1] = (starts[index] ?? 0) + group.length;
  });
  return { values: Float64Array.from(groups.flat()), starts };
}

/** Puts the values of the chosen groups into `sample`, which is used again for each resample. */
function gather({ values, starts }: Flat, chosen: Int32Array, sample: number[]): void {
  let length = 0;
  for (const group of chosen) {
    const end = starts[group + 1] ?? 0;
    for (let index = starts[group] ?? 0; index < end; index++) sample[length++] = values[index] ?? 0;
  }
  if (sample.length !== length) sample.length = length;
}

function checkedResult(result: number): number {
  if (!Number.isFinite(result)) {
    throw new RangeError(`expected the statistic to give a finite number for every resample, got ${result}`);
  }
  return result;
}
