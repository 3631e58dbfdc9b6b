import * as v from "valibot";
import { checkedLater, filledText, wholeNumber } from "../arguments/fields.js";
import type { RunOptions } from "../run/options.js";
import { runFields } from "../run/settings.js";

/** What every run of a job of several is measured with, and where the job is. */
export interface JobOptions {
  /** @default as in runBenchmark; so below */
  readonly warmups?: number;
  readonly generation?: RunOptions["generation"];
  readonly timeouts?: RunOptions["timeouts"];
  /** @default 1 */
  readonly seed?: number;
  /** The folder in which the folder of all runs is made. @default outputs/ of the project */
  readonly directory?: string;
  /** The folder of an earlier job with these settings: its finished runs are taken, and it goes on from there. */
  readonly resume?: string;
  readonly onProgress?: RunOptions["onProgress"];
  readonly signal?: AbortSignal;
}

/** The settings of {@link JobOptions}. */
export const jobFields = {
  warmups: v.optional(wholeNumber(0)),
  generation: v.optional(checkedLater<NonNullable<RunOptions["generation"]>>()),
  timeouts: v.optional(checkedLater<NonNullable<RunOptions["timeouts"]>>()),
  seed: runFields.seed,
  directory: runFields.directory,
  resume: v.optional(filledText("a path")),
  onProgress: runFields.onProgress,
  signal: runFields.signal,
};

/** Those of these settings that were given: an option that is undefined is another thing than one that is left out. */
export function givenOf<Settings extends object, Name extends keyof Settings>(
  settings: Settings,
  names: readonly Name[],
) {
  const found = names.filter((name) => settings[name] !== undefined).map((name) => [name, settings[name]]);
  return Object.fromEntries(found) as { [One in Name]?: NonNullable<Settings[One]> };
}
