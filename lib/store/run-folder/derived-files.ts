import { trialsAsSealed } from "../../metrics/decode/all-but-one.js";
import type { Manifest, Sample, Score, Trial } from "../../types/index.js";
import { openRunFolder } from "./open-run-folder.js";
import { trialsCsv } from "./trials-csv.js";

/** All that a run holds, for what is derived from it. */
export interface RunContent {
  readonly manifest: Manifest;
  readonly trials: readonly Trial[];
  readonly samples: readonly Sample[];
  readonly scores: readonly Score[];
}

/** Makes the text of one file of a run folder from what was measured: a pure function, so that it can be recomputed. */
export type Derive = (content: RunContent) => string | Promise<string>;

/** Files of a run folder by name that are derived from its journal, such as `summary.json`. */
export type Derivations = Readonly<Record<string, Derive>>;

/** Name of the table of trials in a run folder. */
export const TRIALS_CSV = "trials.csv";

/** `trials.csv`, which the store derives itself, and those that other folders of lib/ derive. */
export function allDerivations(more: Derivations): Derivations {
  return {
    [TRIALS_CSV]: ({ trials, manifest }) => trialsCsv(trialsAsSealed(trials, manifest), manifest.summarySchema ?? 1),
    ...more,
  };
}

/**
 * What a run folder holds now, read from its files. `manifest.files` is empty: a derived file cannot depend on its own
 * hash.
 */
export async function readContent(directory: string): Promise<RunContent> {
  const run = await openRunFolder(directory);
  return {
    manifest: { ...run.manifest, files: {} },
    trials: await run.trials(),
    samples: await run.samples(),
    scores: await run.scores(),
  };
}
