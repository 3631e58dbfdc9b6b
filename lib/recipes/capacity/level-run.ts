import { isGood } from "../../metrics/goodput.js";
import { statedLimits } from "../../metrics/limits.js";
import type { Run, Trial } from "../../types/index.js";
import { arrivalOffsetsMs } from "../../workload/arrivals.js";
import { replay } from "../../workload/loads.js";
import { randomStream } from "../../workload/random.js";
import { givenOf } from "../job-settings.js";
import { clientLimit, partRun } from "../part-run.js";
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
  const isTaken = (run: Run) => clientLimit(run) === null; // one that the client had limited is measured again
  const run = await partRun({ folder: settings.directory, options: runOptions(settings, level), isTaken });
  const { state, stateReason } = run.manifest;
  if (state !== "finished") throw new SearchEnded(`level ${level.place} did not finish: ${stateReason ?? state}`);
  return run;
}

/** Of each request of a level, in the order of arrival, whether it was answered within the limits. */
export async function goodOf(run: Run, { limits }: LevelSettings): Promise<boolean[]> {
  const stated = statedLimits(limits);
  const measured = (await run.trials()).filter(({ phase }) => phase === "measured");
  return measured.toSorted((a, b) => a.planIndex - b.planIndex).map((trial: Trial) => isGood(trial, stated));
}

const nameOf = ({ place }: Level) => `level-${String(place).padStart(2, "0")}`;

/** The same requests at the same instants for the same seed, in one block: a count that a drawn duration could not give. */
function offsetsOf({ arrivals }: LevelSettings, { requestsPerSecond, requests, seed }: Level): readonly number[] {
  const load = { kind: "open", requestsPerSecond, arrivals, burstiness: null, durationSeconds: null } as const;
  return arrivalOffsetsMs({ ...load, maxInFlight: null }, requests, randomStream(seed, "arrivals of a level"));
}

function runOptions(settings: LevelSettings, level: Level) {
  const { target, cases, limits, promptNonce } = settings;
  return {
    ...{ name: nameOf(level), targets: [target], cases, limits, promptNonce },
    load: replay({ offsetsMs: offsetsOf(settings, level) }),
    errorBudget: 1, // failures are bad answers here, and no reason to stop
    seed: level.seed,
    ...givenOf(settings, ["generation", "timeouts", "warmups", "onProgress", "signal"]),
  };
}
