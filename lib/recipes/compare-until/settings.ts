import * as v from "valibot";
import { checkedLater, positiveNumber, target, wholeNumber } from "../../arguments/fields.js";
import { settings } from "../../arguments/options.js";
import { type ComparedMetric, comparedMetric } from "../../metrics/catalogue.js";
import { runFields } from "../../run/settings.js";
import { type ConfidenceOptions, confidence } from "../../statistics/intervals/interval.js";
import type { CaseSetInput, Load, Target } from "../../types/index.js";
import { type JobOptions, jobFields } from "../job-settings.js";

/** Which two targets are compared, and when it may end. */
export interface CompareUntilOptions extends JobOptions, ConfidenceOptions {
  readonly baseline: Target;
  readonly candidate: Target;
  /** At least ten; measured in parts, in a drawn order. */
  readonly cases: CaseSetInput;
  /** @default "latencyMs" */
  readonly metric?: ComparedMetric;
  /** A change up to this share does not matter: 0.05 is 5 %. Without it "no-difference" cannot be shown. */
  readonly margin?: number;
  /** How often it is looked at, after equal numbers of cases. @default 10, fewer where a look would have fewer than two cases */
  readonly looks?: number;
  /** @default 1 */
  readonly repetitions?: number;
  /** @default as in runBenchmark */
  readonly load?: Load;
}

/** The settings of {@link CompareUntilOptions}. */
export const compareUntilOptions = settings({
  baseline: target,
  candidate: target,
  cases: runFields.cases,
  metric: v.optional(comparedMetric, "latencyMs"),
  margin: v.optional(positiveNumber),
  confidence,
  looks: v.optional(wholeNumber(1, 100), 10),
  repetitions: v.optional(wholeNumber(1), 1),
  load: v.optional(checkedLater<Load>()),
  ...jobFields,
});

/** {@link CompareUntilOptions}, checked. */
export type CompareUntilSettings = v.InferOutput<typeof compareUntilOptions>;
