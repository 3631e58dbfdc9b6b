import type { Arm } from "../metrics/paired-cases.js";
import { isMeasured } from "../metrics/sent.js";
import type { Trial } from "../types/index.js";

/** The measured trials of a run by target, in the order in which the targets were first asked. */
export function armsOf(trials: readonly Trial[]): Arm[] {
  const arms = new Map<string, Trial[]>();
  for (const trial of trials) {
    if (!isMeasured(trial)) continue;
    const own = arms.get(trial.target);
    if (own === undefined) arms.set(trial.target, [trial]);
    else own.push(trial);
  }
  return [...arms].map(([name, own]) => ({ name, trials: own }));
}
