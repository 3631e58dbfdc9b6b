import { isFinal, wasSent } from "../../metrics/sent.js";
import type { Trial } from "../../types/index.js";

/**
 * One trial for each entry of the plan, in the order of the plan. A run that was taken up again holds an entry twice
 * when its first sending was aborted, or was not sent because of that: then the later one that was answered or failed counts, else
 * the first that was sent, and else the first.
 */
export function distinctTrials(trials: readonly Trial[]): readonly Trial[] {
  const byEntry = new Map<number, Trial>();
  for (const trial of trials) {
    const before = byEntry.get(trial.planIndex);
    if (before === undefined || rank(trial) > rank(before)) byEntry.set(trial.planIndex, trial);
  }
  return [...byEntry.values()].sort((a, b) => a.planIndex - b.planIndex);
}

const rank = (trial: Trial): number => (isFinal(trial) ? 2 : wasSent(trial) ? 1 : 0);
