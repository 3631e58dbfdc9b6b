import * as v from "valibot";
import { checkedLater, filledText, positiveNumber, target, wholeNumber } from "../../arguments/fields.js";
import { settings } from "../../arguments/options.js";
import { type ComparedMetric, comparedMetric } from "../../metrics/catalogue.js";
import type { RunOptions } from "../../run/options.js";
import { runFields } from "../../run/settings.js";
import { type ConfidenceOptions, confidence } from "../../statistics/intervals/interval.js";
import type { CaseSetInput, Load, Target } from "../../types/index.js";

/** Which two targets are compared, and when it may end. */
export interface CompareUntilOptions extends ConfidenceOptions {
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
  /** As in runBenchmark; so below. */
  readonly load?: Load;
  readonly warmups?: number;
  readonly generation?: RunOptions["generation"];
  readonly timeouts?: RunOptions["timeouts"];
  /** @default 1 */
  readonly seed?: number;
  /** The folder in which the folder of all parts is made. @default outputs/ of the project */
  readonly directory?: string;
  /** The folder of an earlier comparison with these settings: its finished parts are taken, and it goes on from there. */
  readonly resume?: string;
  readonly onProgress?: RunOptions["onProgress"];
  readonly signal?: AbortSignal;
}

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
  warmups: v.optional(wholeNumber(0)),
  generation: v.optional(checkedLater<NonNullable<RunOptions["generation"]>>()),
  timeouts: v.optional(checkedLater<NonNullable<RunOptions["timeouts"]>>()),
  seed: runFields.seed,
  directory: runFields.directory,
  resume: v.optional(filledText("a path")),
  onProgress: runFields.onProgress,
  signal: runFields.signal,
});

export type CompareUntilSettings = v.InferOutput<typeof compareUntilOptions>;
