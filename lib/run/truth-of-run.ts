import { checkRun } from "../arguments/check-runs.js";
import { type TrialTruth, trialTruths } from "../targets/simulated/trial-truths.js";
import type { Run } from "../types/index.js";
import { warmupCases } from "../workload/warmup-cases.js";

/**
 * What the simulated engines of a run really did, trial by trial: when a request was taken into service, when each token was
 * said, what it was made to suffer. What a trial shows beyond its truth is the client's own. Join by `planIndex` and `session`;
 * trials of other kinds of target are left out.
 * @throws when the run did not keep its prompts: what an engine does depends on their length.
 *
 * @example
 * (await bb.truthOfRun(run)).map((truth) => truth.tokensAtMs.length);
 */
export async function truthOfRun(run: Run): Promise<readonly TrialTruth[]> {
  checkRun("truthOfRun", run);
  const { storeText } = run.manifest;
  if (storeText !== "full")
    throw new Error(
      `truthOfRun expected a run with its prompts, got one with storeText "${storeText}": measure with storeText "full"`,
    );
  return trialTruths(run.manifest, await run.trials(), [...warmupCases, ...run.manifest.cases]);
}
