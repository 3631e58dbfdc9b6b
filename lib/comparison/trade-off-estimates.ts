import { mean } from "simple-statistics";
import { bootstrapInterval } from "../statistics/intervals/bootstrap-interval.js";

/** An estimate with its 95 % interval over the cases; the ends are null below ten cases. */
export interface TradeOffEstimate {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** How cases are drawn again. */
export interface Draws {
  readonly resamples: number;
  readonly seed: number;
}

/** The geometric mean of the values with these logarithms, with its interval. */
export function speedOf(logs: readonly number[], cases: readonly string[], draws: Draws): TradeOffEstimate {
  const { value, low, high } = estimateOf(logs, cases, draws);
  return {
    value: Math.exp(value),
    low: low === null ? null : Math.exp(low),
    high: high === null ? null : Math.exp(high),
  };
}

/** Scores from 0 to 1 have no interval beyond them. */
export function qualityOf(values: readonly number[], cases: readonly string[], draws: Draws): TradeOffEstimate {
  const estimate = estimateOf(values, cases, draws);
  const isShare = values.every((value) => value >= 0 && value <= 1);
  const within = (end: number | null) => (end === null || !isShare ? end : Math.min(1, Math.max(0, end)));
  return { value: estimate.value, low: within(estimate.low), high: within(estimate.high) };
}

function estimateOf(values: readonly number[], cases: readonly string[], draws: Draws): TradeOffEstimate {
  const value = mean([...values]);
  if (values.length < 2) return { value, low: null, high: null };
  const found = bootstrapInterval(values, mean, { ...draws, clusters: cases });
  return found.kind === "interval" ? { value, low: found.low, high: found.high } : { value, low: null, high: null };
}
