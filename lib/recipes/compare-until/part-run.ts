import { readdir } from "node:fs/promises";
import path from "node:path";
import type { RunOptions } from "../../run/options.js";
import { resumeRun } from "../../run/resume-run.js";
import { runBenchmark } from "../../run/run-benchmark.js";
import { openRun } from "../../store/run-folder/open-run.js";
import type { CaseSet, Run } from "../../types/index.js";
import type { CompareUntilSettings } from "./settings.js";

/** One part of a comparison: its cases, as the how-manieth of it. */
export interface Part {
  readonly look: number;
  readonly cases: CaseSet;
  readonly folder: string;
}

/**
 * Measures one part as an ordinary run in the comparison's folder; one that is there already is opened, or resumed where it broke off.
 * @throws when the run did not finish: what was measured stays, and `resume` goes on from there.
 */
export async function partRun(settings: CompareUntilSettings, part: Part): Promise<Run> {
  const run = (await earlierRun(settings, part)) ?? (await runBenchmark(optionsOf(settings, part)));
  const { state, stateReason } = run.manifest;
  if (state === "finished") return run;
  throw new Error(
    `compareUntil: look ${part.look} did not finish: ${stateReason ?? state}; give { resume: ${JSON.stringify(part.folder)} } to go on`,
  );
}

const nameOf = ({ look }: Part) => `look-${String(look).padStart(2, "0")}`;

async function earlierRun(settings: CompareUntilSettings, part: Part): Promise<Run | null> {
  const name = (await readdir(part.folder)).find((one) => one.startsWith(`${nameOf(part)}-`));
  if (name === undefined) return null;
  const run = await openRun(path.join(part.folder, name));
  const { caseSet, targets, repetitions } = run.manifest;
  const names = targets.map((target) => target.name).join();
  const { baseline, candidate } = settings;
  const isSame = caseSet.sha256 === part.cases.sha256 && names === `${baseline.name},${candidate.name}`;
  if (!isSame || repetitions !== settings.repetitions)
    throw new Error(
      `the comparison in ${part.folder} was of other targets, cases, looks or seed: give its own, or leave resume out`,
    );
  if (run.manifest.state === "finished") return run;
  return resumeRun(run.directory, { targets: [baseline, candidate], ...given(settings, ["onProgress", "signal"]) });
}

function optionsOf(settings: CompareUntilSettings, part: Part): RunOptions {
  const { baseline, candidate, repetitions, seed } = settings;
  return {
    ...{ name: nameOf(part), targets: [baseline, candidate], cases: part.cases, repetitions },
    ...{ seed: seed + part.look, directory: part.folder },
    ...given(settings, ["load", "warmups", "generation", "timeouts", "onProgress", "signal"]),
  };
}

/** Those of these settings that were given: an option that is undefined is another thing than one that is left out. */
function given<Name extends keyof CompareUntilSettings>(settings: CompareUntilSettings, names: readonly Name[]) {
  const found = names.filter((name) => settings[name] !== undefined).map((name) => [name, settings[name]]);
  return Object.fromEntries(found) as { [One in Name]?: NonNullable<CompareUntilSettings[One]> };
}
