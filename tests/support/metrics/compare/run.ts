import { normalQuantile } from "../../../../lib/statistics/distributions.js";
import { seededRandom } from "../../../../lib/statistics/random.js";
import type { Trial } from "../../../../lib/types/index.js";
import { exampleTrial } from "../trial.js";

/** What a made run is like. */
export interface ExampleRun {
  readonly cases: number;
  readonly repetitions: number;
  /** Candidate / baseline in every time. */
  readonly ratio: number;
  readonly seed: number;
  /** Standard deviation of the log of a time within a case; 0.05 when left out. */
  readonly noise?: number;
  /** Standard deviation over cases of the log of the ratio; 0 when left out. */
  readonly caseNoise?: number;
  /** Log of the time at the end of the run minus at its begin; 0 when left out. */
  readonly drift?: number;
  readonly order?: "interleaved" | "sequential";
}

/** A run of targets `a` and `b` for tests: b takes `ratio` times as long as a; cases differ threefold in length. */
export function exampleRun(options: ExampleRun): Trial[] {
  const { cases, repetitions, ratio, seed, noise = 0.05, caseNoise = 0, drift = 0, order = "interleaved" } = options;
  const random = seededRandom(seed);
  const normal = () => normalQuantile((random.next32() + 0.5) / 2 ** 32);
  const caseRatios = Array.from({ length: cases }, () => Math.log(ratio) + caseNoise * normal());
  const slots = Array.from({ length: cases * repetitions * 2 }, (_, index) => index);
  return slots.map((slot) => {
    const { target, pair } = order === "interleaved" ? interleaved(slot) : sequential(slot, slots.length);
    const caseIndex = pair % cases;
    const log = (caseIndex / cases) * Math.log(3) + noise * normal() + (drift * slot) / slots.length;
    const latencyMs = 200 * Math.exp(log + (target === "b" ? (caseRatios[caseIndex] ?? 0) : 0));
    return timedTrial(target, `case-${caseIndex}`, Math.floor(pair / cases), 1000 * slot, latencyMs);
  });
}

/** A pair in two slots after each other; which arm goes first changes from pair to pair. */
function interleaved(slot: number) {
  const pair = Math.floor(slot / 2);
  const first = pair % 2 === 0;
  return { pair, target: (slot % 2 === 0) === first ? "a" : "b" };
}

function sequential(slot: number, slots: number) {
  return { pair: slot % (slots / 2), target: slot < slots / 2 ? "a" : "b" };
}

function timedTrial(target: string, caseId: string, repetition: number, sentAtMs: number, latencyMs: number): Trial {
  return exampleTrial({
    target,
    caseId,
    repetition,
    dispatchedAtMs: sentAtMs,
    firstTokenAtMs: sentAtMs + latencyMs / 4,
    firstAnswerTokenAtMs: sentAtMs + latencyMs / 4,
    lastTokenAtMs: sentAtMs + latencyMs,
    endAtMs: sentAtMs + latencyMs,
  });
}
