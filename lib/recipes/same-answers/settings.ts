import * as v from "valibot";
import { checkedLater, target, wholeNumber } from "../../arguments/fields.js";
import { settings } from "../../arguments/options.js";
import { runFields } from "../../run/settings.js";
import type { Scorer } from "../../scoring/scorer.js";
import { type ConfidenceOptions, confidence } from "../../statistics/intervals/interval.js";
import type { CaseSetInput, Target } from "../../types/index.js";
import { type JobOptions, jobFields } from "../job-settings.js";

/** Whose answers are compared, and with how many in flight. */
export interface SameAnswersOptions extends JobOptions, ConfidenceOptions {
  readonly target: Target;
  readonly cases: CaseSetInput;
  /** How many requests are in flight; 1 is measured twice in any case, as what the others are compared with. @default [1, 4, 16] */
  readonly concurrency?: readonly number[];
  /** Whether an answer is right, by scorers that pass or fail: then the change is tested. @default none */
  readonly scorers?: readonly Scorer[];
  /** @default 1 */
  readonly repetitions?: number;
}

/** The settings of {@link SameAnswersOptions}. */
export const sameAnswersOptions = settings({
  target,
  cases: runFields.cases,
  concurrency: v.optional(v.array(wholeNumber(1), "a list of whole numbers"), [1, 4, 16]),
  scorers: v.optional(checkedLater<readonly Scorer[]>(), []),
  repetitions: v.optional(wholeNumber(1), 1),
  confidence,
  ...jobFields,
});

/** {@link SameAnswersOptions}, checked. */
export type SameAnswersSettings = v.InferOutput<typeof sameAnswersOptions>;
