// Numbers of many: percentiles of the library's own kind (type 7), joined and shown.
import { quantile } from "../../lib/dist/statistics/quantile.js";

export const percentiles = (values) => [0.5, 0.99, 1].map((p) => (values.length === 0 ? null : quantile(values, p)));

/** Coefficient of variation: standard deviation over mean. */
export function variation(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1)) / mean;
}

export const differences = (values) => values.slice(1).map((value, index) => value - values[index]);

export const median = (values) => quantile(values, 0.5);
