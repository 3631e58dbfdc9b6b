import { describeValue } from "./describe-value.js";

/** Numbers as a caller may hand them over: an array, or a typed array for large data. */
export type Values = readonly number[] | Float64Array;

/**
 * A copy of the caller's numbers as a typed array, so that sorting is fast and nothing of the caller's is moved.
 *
 * One place for the rule on bad input: a statistic of nothing, of NaN or of infinity is a mistake of the caller,
 * because Benchbook writes what it did not observe as null and leaves it out before it computes.
 * `name` is the argument's name in the message. Throws RangeError for fewer than `atLeast` values or a value that is not
 * a finite number.
 */
export function checkedValues(values: Values, name: string, atLeast = 1): Float64Array {
  if (!Array.isArray(values) && !ArrayBuffer.isView(values)) {
    throw new RangeError(`expected ${name} to be a list of numbers, got ${describeValue(values)}`);
  }
  if (values.length < atLeast) {
    throw new RangeError(
      `expected ${name} with at least ${atLeast} number${atLeast === 1 ? "" : "s"}, got ${values.length}`,
    );
  }
  const copy = new Float64Array(values.length);
  for (let index = 0; index < copy.length; index++) {
    const value = values[index];
    if (typeof value !== "number" || !Number.isFinite(value)) {
      throw new RangeError(
        `expected ${name} to hold finite numbers, got ${describeValue(value)} at index ${index}: leave out what was not observed`,
      );
    }
    copy[index] = value;
  }
  return copy;
}

/** The same, sorted from small to large. */
export function sortedValues(values: Values, name: string, atLeast = 1): Float64Array {
  return checkedValues(values, name, atLeast).sort();
}

/** The number itself when it lies strictly between 0 and 1, such as a confidence; throws RangeError otherwise. */
export function checkedShare(share: number, name: string): number {
  if (typeof share !== "number" || !(share > 0 && share < 1)) {
    const percent = share > 1 && share < 100 ? `: write ${share} % as ${share / 100}` : "";
    throw new RangeError(`expected ${name} between 0 and 1, both excluded, got ${describeValue(share)}${percent}`);
  }
  return share;
}

/** The number itself when it is a whole number of at least `atLeast`; throws RangeError otherwise. */
export function checkedCount(count: number, name: string, atLeast = 0): number {
  if (!Number.isSafeInteger(count) || count < atLeast) {
    throw new RangeError(`expected ${name} to be a whole number of at least ${atLeast}, got ${describeValue(count)}`);
  }
  return count;
}
