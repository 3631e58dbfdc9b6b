import * as v from "valibot";
import { checkedLater, filledText, target, wholeNumber } from "../../arguments/fields.js";
import { settings } from "../../arguments/options.js";
import type { RunOptions } from "../../run/options.js";
import { runFields } from "../../run/settings.js";
import type { Scorer } from "../../scoring/scorer.js";
import { type ConfidenceOptions, confidence } from "../../statistics/intervals/interval.js";
import type { CaseSetInput, Target } from "../../types/index.js";

/** Whose answers are compared, and with how many in flight. */
export interface SameAnswersOptions extends ConfidenceOptions {
  readonly target: Target;
  readonly cases: CaseSetInput;
  /** How many requests are in flight; 1 is measured twice in any case, as what the others are compared with. @default [1, 4, 16] */
  readonly concurrency?: readonly number[];
  /** Whether an answer is right, by scorers that pass or fail: then the change is tested. @default none */
  readonly scorers?: readonly Scorer[];
  /** @default 1 */
  readonly repetitions?: number;
  readonly warmups?: number;
  /** As in runBenchmark; the temperature is 0. */
  readonly generation?: RunOptions["generation"];
  readonly timeouts?: RunOptions["timeouts"];
  /** @default 1 */
  readonly seed?: number;
  /** The folder in which the folder of all runs is made. @default outputs/ of the project */
  readonly directory?: string;
  /** The folder of an earlier one with these settings: its finished runs are taken, and it goes on from there. */
  readonly resume?: string;
  readonly onProgress?: RunOptions["onProgress"];
  readonly signal?: AbortSignal;
}

export const sameAnswersOptions = settings({
  target,
  cases: runFields.cases,
  concurrency: v.optional(v.array(wholeNumber(1), "a list of whole numbers"), [1, 4, 16]),
  scorers: v.optional(checkedLater<readonly Scorer[]>(), []),
  repetitions: v.optional(wholeNumber(1), 1),
  confidence,
  warmups: v.optional(wholeNumber(0)),
  generation: v.optional(checkedLater<NonNullable<RunOptions["generation"]>>()),
  timeouts: v.optional(checkedLater<NonNullable<RunOptions["timeouts"]>>()),
  seed: runFields.seed,
  directory: runFields.directory,
  resume: v.optional(filledText("a path")),
  onProgress: runFields.onProgress,
  signal: runFields.signal,
});

export type SameAnswersSettings = v.InferOutput<typeof sameAnswersOptions>;
