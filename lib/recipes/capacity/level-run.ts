import { readdir } from "node:fs/promises";
import path from "node:path";
import { isGood } from "../../metrics/goodput.js";
import { statedLimits } from "../../metrics/limits.js";
import { resumeRun } from "../../run/resume-run.js";
import { runBenchmark } from "../../run/run-benchmark.js";
import { openRun } from "../../store/run-folder/open-run.js";
import type { Run, Trial } from "../../types/index.js";
import { arrivalOffsetsMs } from "../../workload/arrivals.js";
import { replay } from "../../workload/loads.js";
import { randomStream } from "../../workload/random.js";
import type { LevelSettings } from "./settings.js";

/** One level: how many requests at which rate, as the how-manieth of its search. */
export interface Level {
  readonly place: number;
  readonly requestsPerSecond: number;
  readonly requests: number;
  readonly seed: number;
}

/** Why a search cannot go on: what was measured so far stays. */
export class SearchEnded extends Error {}

/**
 * Measures one level as an ordinary run in the search's folder; one that is there already is opened, or resumed where it broke off.
 * @throws {SearchEnded} when the run did not finish.
 */
export async function levelRun(settings: LevelSettings, level: Level): Promise<Run> {
  const run = (await earlierRun(settings, level)) ?? (await newRun(settings, level));
  const { state, stateReason } = run.manifest;
  if (state !== "finished") throw new SearchEnded(`level ${level.place} did not finish: ${stateReason ?? state}`);
  return run;
}

/** Why the client itself was the limit of a level; null where it was not. */
export function clientLimit({ manifest: { verdict } }: Run): string | null {
  return verdict?.verdict === "client-limited" ? (verdict.reasons[0] ?? "") : null;
}

/** Of each request of a level, in the order of arrival, whether it was answered within the limits. */
export async function goodOf(run: Run, { limits }: LevelSettings): Promise<boolean[]> {
  const stated = statedLimits(limits);
  const measured = (await run.trials()).filter(({ phase }) => phase === "measured");
  return measured.toSorted((a, b) => a.planIndex - b.planIndex).map((trial: Trial) => isGood(trial, stated));
}

const nameOf = ({ place }: Level) => `level-${String(place).padStart(2, "0")}`;

/** The run of this level that an earlier search left; one that the client had limited is measured again. */
async function earlierRun(settings: LevelSettings, level: Level): Promise<Run | null> {
  const names = (await readdir(settings.directory)).filter((name) => name.startsWith(`${nameOf(level)}-`));
  for (const name of names) {
    const run = await openRun(path.join(settings.directory, name));
    if (clientLimit(run) !== null) continue;
    return run.manifest.state === "finished" ? run : resumed(settings, run);
  }
  return null;
}

/** The same requests at the same instants for the same seed, in one block: a count that a drawn duration could not give. */
function offsetsOf({ arrivals }: LevelSettings, { requestsPerSecond, requests, seed }: Level): readonly number[] {
  const load = { kind: "open", requestsPerSecond, arrivals, burstiness: null, durationSeconds: null } as const;
  return arrivalOffsetsMs({ ...load, maxInFlight: null }, requests, randomStream(seed, "arrivals of a level"));
}

function newRun(settings: LevelSettings, level: Level): Promise<Run> {
  const { target, cases, limits, generation, timeouts, warmups, promptNonce, directory, onProgress, signal } = settings;
  return runBenchmark({
    name: nameOf(level),
    targets: [target],
    cases,
    load: replay({ offsetsMs: offsetsOf(settings, level) }),
    limits,
    promptNonce,
    errorBudget: 1, // failures are bad answers here, and no reason to stop
    seed: level.seed,
    directory,
    ...(generation === undefined ? {} : { generation }),
    ...(timeouts === undefined ? {} : { timeouts }),
    ...(warmups === undefined ? {} : { warmups }),
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(signal === undefined ? {} : { signal }),
  });
}

function resumed({ onProgress, signal, target }: LevelSettings, { directory }: Run): Promise<Run> {
  return resumeRun(directory, {
    targets: [target],
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(signal === undefined ? {} : { signal }),
  });
}
