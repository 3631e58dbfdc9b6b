import { readdir } from "node:fs/promises";
import path from "node:path";
import type { RunOptions } from "../run/options.js";
import { resumeRun } from "../run/resume-run.js";
import { runBenchmark } from "../run/run-benchmark.js";
import { openRun } from "../store/run-folder/open-run.js";
import type { Run } from "../types/index.js";

/** A run that a job of several is made of. */
export interface PartOfJob {
  readonly caller: string;
  /** The folder of the job. */
  readonly folder: string;
  /** What is measured; its name is the part's own in the folder. */
  readonly options: RunOptions & { readonly name: string };
}

/**
 * Measures one part of a job as an ordinary run in the job's folder; one that is there already is opened, or resumed where it broke off.
 * @throws when it did not finish: what was measured stays, and `resume` goes on from there.
 */
export async function partRun(part: PartOfJob): Promise<Run> {
  const { caller, folder, options } = part;
  const run = (await earlierRun(part)) ?? (await runBenchmark({ ...options, directory: folder }));
  const { state, stateReason } = run.manifest;
  if (state === "finished") return run;
  throw new Error(
    `${caller}: ${options.name} did not finish: ${stateReason ?? state}; give { resume: ${JSON.stringify(folder)} } to go on`,
  );
}

async function earlierRun({ folder, options }: PartOfJob): Promise<Run | null> {
  const name = (await readdir(folder)).find((one) => one.startsWith(`${options.name}-`));
  if (name === undefined) return null;
  const run = await openRun(path.join(folder, name));
  if (run.manifest.state === "finished") return run;
  const { targets, onProgress, signal } = options;
  return resumeRun(run.directory, {
    targets,
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** Those of these settings that were given: an option that is undefined is another thing than one that is left out. */
export function givenOf<Settings extends object, Name extends keyof Settings>(
  settings: Settings,
  names: readonly Name[],
) {
  const found = names.filter((name) => settings[name] !== undefined).map((name) => [name, settings[name]]);
  return Object.fromEntries(found) as { [One in Name]?: NonNullable<Settings[One]> };
}
