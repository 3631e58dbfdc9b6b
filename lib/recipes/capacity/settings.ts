import * as v from "valibot";
import { describeValue } from "../../arguments/describe-value.js";
import { checkedLater, filledText, oneOf, target, wholeNumber } from "../../arguments/fields.js";
import { type Limits, statedLimits } from "../../metrics/limits.js";
import type { RunOptions } from "../../run/options.js";
import { runFields } from "../../run/settings.js";
import type { CaseSet, CaseSetInput, Target } from "../../types/index.js";

/** What every level of a search or a sweep is measured with. */
export interface LevelOptions {
  readonly target: Target;
  /** Sent in turn, round and round. */
  readonly cases: CaseSetInput;
  /** What a good answer stays within, such as `{ responseTimeMs: 2000 }`. A failed request is not good. */
  readonly limits: Limits;
  /** How requests arrive at a level. @default "poisson" */
  readonly arrivals?: "constant" | "poisson";
  /** @default as in runBenchmark */
  readonly generation?: RunOptions["generation"];
  readonly timeouts?: RunOptions["timeouts"];
  readonly warmups?: number;
  /** Puts a number of its own before every prompt: a server that has seen a prompt before would seem to carry more. @default true */
  readonly promptNonce?: boolean;
  /** @default 1 */
  readonly seed?: number;
  /** The folder in which the folder of all levels is made. @default outputs/ of the project */
  readonly directory?: string;
  /** The folder of an earlier search or sweep with these settings: its finished levels are taken, and it goes on from there. */
  readonly resume?: string;
  readonly onProgress?: RunOptions["onProgress"];
  readonly signal?: AbortSignal;
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
  generation: v.optional(checkedLater<NonNullable<RunOptions["generation"]>>()),
  timeouts: v.optional(checkedLater<NonNullable<RunOptions["timeouts"]>>()),
  warmups: v.optional(wholeNumber(0)),
  promptNonce: v.optional(runFields.promptNonce, true),
  seed: runFields.seed,
  directory: runFields.directory,
  resume: v.optional(filledText("a path")),
  onProgress: runFields.onProgress,
  signal: runFields.signal,
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
