import * as v from "valibot";
import { share } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";

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

/** The setting `confidence`, 0.95 by default. */
export const confidence = v.optional(share, 0.95);

const confidenceOptions = settings({ confidence });

/** The confidence of options that have no other setting; throws RangeError unless it lies between 0 and 1. */
export function confidenceOf(caller: string, options: ConfidenceOptions): number {
  return checkedOptions(caller, confidenceOptions, options).confidence;
}
