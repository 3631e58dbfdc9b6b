import { readdir } from "node:fs/promises";
import path from "node:path";
import type { RunOptions } from "../run/options.js";
import { resumeRun } from "../run/resume-run.js";
import { runBenchmark } from "../run/run-benchmark.js";
import { openRun } from "../store/run-folder/open-run.js";
import type { Run } from "../types/index.js";
import { givenOf } from "./job-settings.js";

/** A run that a job of several is made of. */
export interface PartOfJob {
  /** The folder of the job. */
  readonly folder: string;
  /** What is measured; its name is the part's own in the folder. */
  readonly options: RunOptions & { readonly name: string };
  /** Whether an earlier run of this part is good enough; all are unless this is given. */
  readonly isTaken?: (run: Run) => boolean;
}

/**
 * Measures one part of a job as an ordinary run in the job's folder; one that is there already is opened, or resumed where it broke off.
 * Its state says whether it finished.
 */
export async function partRun(part: PartOfJob): Promise<Run> {
  const { folder, options } = part;
  return (await earlierRun(part)) ?? runBenchmark({ ...options, directory: folder });
}

/** As `partRun`. @throws when the run did not finish: what was measured stays, and `resume` goes on from there. */
export async function finishedPart(caller: string, part: PartOfJob): Promise<Run> {
  const run = await partRun(part);
  const { state, stateReason } = run.manifest;
  if (state === "finished") return run;
  throw new Error(
    `${caller}: ${part.options.name} did not finish: ${stateReason ?? state}; give { resume: ${JSON.stringify(part.folder)} } to go on`,
  );
}

/** Why the client itself was the limit of a run; null where it was not. */
export function clientLimit({ manifest: { verdict } }: Run): string | null {
  return verdict?.verdict === "client-limited" ? (verdict.reasons[0] ?? "") : null;
}

async function earlierRun({ folder, options, isTaken = () => true }: PartOfJob): Promise<Run | null> {
  const names = (await readdir(folder)).filter((one) => one.startsWith(`${options.name}-`));
  for (const name of names) {
    const run = await openRun(path.join(folder, name));
    if (!isTaken(run)) continue;
    if (run.manifest.state === "finished") return run;
    return resumeRun(run.directory, { targets: options.targets, ...givenOf(options, ["onProgress", "signal"]) });
  }
  return null;
}
