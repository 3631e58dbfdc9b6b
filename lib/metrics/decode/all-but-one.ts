import { checkManifest, checkTrials } from "../../arguments/check-runs.js";
import type { Manifest, Trial } from "../../types/index.js";
import { hasText } from "../chunk-gaps.js";
import { tokenCount } from "../token-count.js";

/** From this form of `summary.json` on, decode speed counts the tokens that arrived after the first read. */
const SINCE = 3;

/**
 * The trials of a run as its sealed files count them. Those of an earlier form took all output tokens but one as
 * decoded after the first, however they came: a run that it sealed is held to what it published. Pure.
 */
export function trialsAsSealed(trials: readonly Trial[], manifest: Pick<Manifest, "summarySchema">): readonly Trial[] {
  checkTrials("trialsAsSealed", trials);
  checkManifest("trialsAsSealed", manifest, []);
  return (manifest.summarySchema ?? 1) >= SINCE ? trials : trials.map(allButOne);
}

/** The same trial with events that say of themselves that the first held one token and the last all others. */
function allButOne(trial: Trial): Trial {
  const { outputTokens } = tokenCount(trial);
  if (outputTokens === null || outputTokens < 2) return trial;
  const first = trial.arrivals.findIndex(hasText);
  const last = trial.arrivals.findLastIndex(hasText);
  const tokensOf = (index: number) => (index === first ? 1 : index === last ? outputTokens - 1 : 0);
  return { ...trial, arrivals: trial.arrivals.map((one, index) => ({ ...one, tokens: tokensOf(index) })) };
}
