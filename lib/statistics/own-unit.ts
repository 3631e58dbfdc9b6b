/** Values in a unit of their own, and that unit. */
export interface InOwnUnit {
  readonly unit: number;
  readonly values: Float64Array;
}

/**
 * Very large or very small values divided by a power of two near the largest of them; others as they are, in the unit 1.
 *
 * The square of 1e-170 is 0 and that of 1e160 infinite, so a spread of such values would come out as 0, infinite or NaN. Division
 * by a power of two is exact.
 */
export function inOwnUnit(values: Float64Array): InOwnUnit {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0 || (largest > 1e-100 && largest < 1e100)) return { unit: 1, values };
  const unit = 2 ** Math.floor(Math.log2(largest));
  return { unit, values: values.map((value) => value / unit) };
}

/** A result in the caller's unit again; throws RangeError when it is larger than any number. */
export function inGivenUnit(result: number, unit: number): number {
  const value = result * unit;
  if (!Number.isFinite(value)) {
    throw new RangeError("expected values whose spread is a number too, got one beyond 1.8e308; take a larger unit");
  }
  return value;
}
