import { checkRun } from "../arguments/check-runs.js";
import { rewriteReports } from "../report/write-report.js";
import { SCORES_FILE, writeScores } from "../store/run-folder/scores-file.js";
import { recordFiles } from "../store/run-folder/seal-run.js";
import type { Run, Score } from "../types/index.js";
import { scoreTrials } from "./score-trials.js";
import type { Scorer } from "./scorer.js";

/**
 * Judges every measured answer of a run and keeps the scores in its folder, in place of earlier ones. Without `scorers`
 * each case's own are used: similarity to its expected answer, and its checks. Reports that the run has are rewritten.
 * @throws when a scorer throws; nothing is changed then.
 * @example
 * await bb.scoreRun(run, [bb.scores.exactMatchScorer(), bb.scores.rougeScorer({ atLeast: 0.5 })]);
 */
export async function scoreRun(run: Run, scorers?: readonly Scorer[]): Promise<readonly Score[]> {
  checkRun("scoreRun", run);
  const scores = await scoreTrials(await run.trials(), run.manifest.cases, scorers);
  await writeScores(run.directory, scores);
  await recordFiles(run.directory, [SCORES_FILE]);
  await rewriteReports(run.directory);
  return scores;
}
