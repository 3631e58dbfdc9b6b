// Part of the door: joins scoring and store, so that the scores of a run are kept with it.
import { scoreTrials } from "./scoring/score-trials.js";
import type { Scorer } from "./scoring/scorer.js";
import { SCORES_FILE, writeScores } from "./store/folder/scores-file.js";
import { recordFiles } from "./store/folder/seal-run.js";
import type { Run, Score } from "./types.js";

/**
 * Judges every measured answer of a run and keeps the scores in its folder, in place of earlier ones. Without `scorers`
 * each case's own are used: similarity to its expected answer, and its checks.
 * @throws when a scorer throws; nothing is changed then.
 */
export async function scoreRun(run: Run, scorers?: readonly Scorer[]): Promise<readonly Score[]> {
  const scores = await scoreTrials(await run.trials(), run.manifest.cases, scorers);
  await writeScores(run.directory, scores);
  await recordFiles(run.directory, [SCORES_FILE]);
  return scores;
}
