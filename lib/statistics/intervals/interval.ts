import { checkedShare } from "../../arguments/values.js";

/** Two ends of an interval, in the unit of what is estimated. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** How wide an interval should be. */
export interface ConfidenceOptions {
  /** Share of such intervals that hold the truth; 0.95 by default. */
  readonly confidence?: number;
}

/** The asked confidence, 0.95 when none is; throws RangeError unless it lies between 0 and 1. */
export function confidenceOf(options: ConfidenceOptions): number {
  return checkedShare(options.confidence ?? 0.95, "confidence");
}
