import type { Trial } from "../../types/index.js";

/**
 * One trial for each entry of the plan, in the order of the plan. A run that was taken up again holds an entry twice
 * when its first sending was aborted: then the later one that was answered or failed counts, and else the first.
 */
export function distinctTrials(trials: readonly Trial[]): readonly Trial[] {
  const byEntry = new Map<number, Trial>();
  for (const trial of trials) {
    const before = byEntry.get(trial.planIndex);
    const better = before?.outcome.kind === "aborted" && trial.outcome.kind !== "aborted";
    if (before === undefined || better) byEntry.set(trial.planIndex, trial);
  }
  return [...byEntry.values()].sort((a, b) => a.planIndex - b.planIndex);
}
