import { mean } from "simple-statistics";
import { checkedCount, checkedValues, type Values } from "../../arguments/check-numbers.js";
import { inOwnUnit } from "../own-unit.js";

/**
 * The autocorrelation of values in the order they were measured, with those `lag` places later; 1 by default.
 *
 * Near 0 for independent values. Trials that follow each other share the machine's state, so they often are not. Divides by
 * the sum over all values, as R's `acf` does. Throws RangeError for fewer than lag + 2 values, values that are not finite
 * and values that are all the same.
 *
 * Source: Box and Jenkins (1976), Time Series Analysis, section 2.1.5; certified values in NIST's StRD, univariate.
 *
 * @example
 * bb.stats.autocorrelation([10000001, 10000003, 10000002]); // => -0.5
 */
export function autocorrelation(values: Values, lag = 1): number {
  checkedCount(lag, "lag");
  return laggedCorrelations(checkedValues(values, "values", lag + 2))(lag);
}

/** The autocorrelation at any lag of values that are checked already. Throws RangeError when they are all the same. */
export function laggedCorrelations(values: Float64Array): (lag: number) => number {
  const own = inOwnUnit(values).values;
  const center = mean(Array.from(own));
  const deviations = own.map((value) => value - center);
  const total = productSum(deviations, 0);
  if (total === 0)
    throw new RangeError("expected values that vary, got all the same: their correlation is not defined");
  return (lag) => productSum(deviations, lag) / total;
}

function productSum(deviations: Float64Array, lag: number): number {
  let total = 0;
  for (let index = lag; index < deviations.length; index++) {
    total += (deviations[index] ?? 0) * (deviations[index - lag] ?? 0);
  }
  return total;
}
