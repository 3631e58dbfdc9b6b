import { countText } from "../text/number-text.js";
import type { Finding, Manifest, Trial } from "../types/index.js";
import { finding } from "./codes.js";

/** That a run did not finish, with the reason. */
export function notFinished({ state, stateReason }: Pick<Manifest, "state" | "stateReason">): Finding[] {
  if (state === "finished") return [];
  return [finding("not-finished", "invalid", null, `the run did not finish: ${stateReason ?? state}`)];
}

/** That trials of the plan are missing. A load that is stopped by time has no number to reach. */
export function missingTrials(
  trials: readonly Trial[],
  { load, plannedTrials }: Pick<Manifest, "load"> & Partial<Pick<Manifest, "plannedTrials">>,
): Finding[] {
  const missing = (plannedTrials ?? 0) - trials.length;
  if (missing <= 0 || (load.kind === "closed" && load.durationSeconds)) return [];
  const text = `${missing} of ${countText(plannedTrials ?? 0, "planned trial")} are missing`;
  return [finding("missing-trials", "note", null, text)];
}
