import * as v from "valibot";
import { oneOf } from "../../arguments/fields.js";

/** Which deviation from "no difference" a test looks for: `greater` is of the first sample, or of differences above 0. */
export type Alternative = "two-sided" | "greater" | "less";

/** Options of every significance test. */
export interface TestOptions {
  /** `two-sided` by default. */
  readonly alternative?: Alternative;
}

/** The setting `alternative`, `two-sided` by default. */
export const alternative = v.optional(oneOf("two-sided", "greater", "less"), "two-sided");

/** The p-value from the two tails P(X <= x) and P(X >= x); two-sided is twice the smaller one, at most 1. */
export function pFromTails(alternative: Alternative, lower: number, upper: number): number {
  if (alternative === "greater") return Math.min(1, upper);
  if (alternative === "less") return Math.min(1, lower);
  return Math.min(1, 2 * Math.min(lower, upper));
}
