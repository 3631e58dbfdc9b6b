import type { Trial } from "../../types/index.js";

/** Watches the share of failures of a run. */
export interface ErrorBudget {
  /** Counts one trial. Returns why the run should end, or null while it may go on. */
  spend(trial: Trial): string | null;
}

/** Fewer failures than this never end a run: one in three is no share yet. */
const leastFailures = 5;

/**
 * An error budget: the share of measured trials that may fail before a run ends early. A refused key ends it at once,
 * since every further request would be refused as well.
 * @param share from 0 to 1; 1 never ends a run
 */
export function errorBudget(share: number): ErrorBudget {
  let trials = 0;
  let failures = 0;
  return {
    spend({ outcome, phase }) {
      if (outcome.kind === "aborted") return null;
      if (outcome.kind === "failed" && outcome.class === "auth" && share < 1) return `refused: ${outcome.message}`;
      if (phase === "warmup") return null;
      trials++;
      if (outcome.kind === "failed") failures++;
      const over = failures >= leastFailures && failures / trials > share && share < 1;
      return over ? `error budget: ${failures} of ${trials} trials failed, more than ${share * 100} %` : null;
    },
  };
}
