import * as v from "valibot";
import { describeValue } from "../../arguments/describe-value.js";
import { checkedLater, oneOf, target } from "../../arguments/fields.js";
import { type Limits, statedLimits } from "../../metrics/limits.js";
import { runFields } from "../../run/settings.js";
import type { CaseSet, CaseSetInput, Target } from "../../types/index.js";
import { type JobOptions, jobFields } from "../job-settings.js";

/** What every level of a search or a sweep is measured with. */
export interface LevelOptions extends JobOptions {
  readonly target: Target;
  /** Sent in turn, round and round. */
  readonly cases: CaseSetInput;
  /** What a good answer stays within, such as `{ responseTimeMs: 2000 }`. A failed request is not good. */
  readonly limits: Limits;
  /** How requests arrive at a level. @default "poisson" */
  readonly arrivals?: "constant" | "poisson";
  /** Puts a number of its own before every prompt: a server that has seen a prompt before would seem to carry more. @default true */
  readonly promptNonce?: boolean;
}

/** {@link LevelOptions}, checked, with the folder of the levels. */
export interface LevelSettings extends Omit<LevelOptions, "cases" | "arrivals" | "promptNonce" | "seed" | "directory"> {
  readonly cases: CaseSet;
  readonly arrivals: "constant" | "poisson";
  readonly promptNonce: boolean;
  readonly seed: number;
  readonly directory: string;
}

/** The settings of {@link LevelOptions}. */
export const levelFields = {
  target,
  cases: runFields.cases,
  limits: checkedLater<Limits>("limits by metric, as in { responseTimeMs: 2000 }"),
  arrivals: v.optional(oneOf("constant", "poisson"), "poisson"),
  promptNonce: v.optional(runFields.promptNonce, true),
  ...jobFields,
};

/** @throws when no limit is stated, in words that name the caller. */
export function requireLimits(caller: string, limits: Limits): void {
  try {
    statedLimits(limits);
  } catch (error) {
    const why = error instanceof Error ? error.message : describeValue(error);
    throw new RangeError(`${caller}, limits: ${why}`);
  }
}
