// Joins workload, run and the simulated target on a driven clock, for the tests of all three: thousands of requests in a moment.

import { measure } from "../../lib/run/measuring/measure.js";
import { openSimulatedDriver } from "../../lib/targets/simulated-driver.js";
import type { Case, Generation, Load, Target, Timeouts, Trial } from "../../lib/types/index.js";
import { planRun } from "../../lib/workload/plan-run.js";
import { warmupCases } from "../../lib/workload/warmup-cases.js";
import { drivenClock } from "./run/driven-clock.js";

/** What a driven run is asked. */
export interface DrivenRun {
  readonly targets: readonly Target[];
  readonly load: Load;
  /** The prompts of the cases, which are called c0, c1 … @default ["question 0"] */
  readonly prompts?: readonly string[];
  readonly warmups?: number;
  readonly repetitions?: number;
  readonly seed?: number;
  readonly onStored?: (trial: Trial) => void;
  readonly signal?: AbortSignal;
}

/** How text is generated in a driven run. */
export const generation: Generation = {
  maxTokens: 100,
  temperature: 0,
  topK: null,
  topP: null,
  repetitionPenalty: null,
  seed: null,
  stop: [],
  ignoreEndOfSequence: false,
};

const noTimeouts: Timeouts = { connectMs: null, firstByteMs: null, firstTokenMs: null, stallMs: null, totalMs: null };

/** The cases of a driven run. */
export const casesOf = (prompts: readonly string[] = ["question 0"]): readonly Case[] =>
  prompts.map((prompt, index) => ({
    id: `c${index}`,
    kind: null,
    prompt,
    system: null,
    expected: null,
    checks: [],
    maxTokens: null,
  }));

/** A whole run of simulated targets on a clock that jumps: the runner's own code, exact to the last digit, in no time. */
export async function drivenRun(run: DrivenRun): Promise<readonly Trial[]> {
  const { targets, load, warmups = 0, repetitions = 1, seed = 7 } = run;
  const clock = drivenClock();
  const cases = casesOf(run.prompts);
  const plan = planRun({ targets, cases, warmups, repetitions, load, seed });
  const world = { now: clock.now, environment: {}, weightsDirectory: "", maxInFlight: 256 };
  const drivers = await Promise.all(
    targets.map(async (target) => [target.name, await openSimulatedDriver(target, world, clock.sleepUntil)] as const),
  );
  const trials: Trial[] = [];
  await measure({
    session: 1,
    entries: plan.entries,
    load,
    cases: new Map([...warmupCases, ...cases].map((one) => [one.id, one])),
    drivers: new Map(drivers),
    generation,
    timeouts: noTimeouts,
    errorBudget: 1,
    clock,
    log: {
      async trial(trial) {
        trials.push(trial);
        run.onStored?.(trial);
      },
    },
    signal: run.signal ?? new AbortController().signal,
  });
  return trials.sort((a, b) => a.planIndex - b.planIndex);
}
