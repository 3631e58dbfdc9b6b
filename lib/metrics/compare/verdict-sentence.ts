import { checkRecord, checkTexts } from "../../statistics/checked-arguments.js";
import type { RunVerdict } from "../../types.js";

const MOST_REASONS = 2;

/**
 * A run's verdict as one sentence for a caption or below a table: the word and its first reasons; the rest are counted, since
 * the report has them all.
 *
 * @example
 * verdictSentence({ kind: "run-judgement", verdict: "VALID", reasons: [] }); // => "Verdict on the run: VALID."
 */
export function verdictSentence(judgement: RunVerdict): string {
  checkRecord("verdictSentence", "verdict", judgement, "one of a run, as run.manifest.verdict or judgeRun gives");
  const { verdict, reasons } = judgement;
  checkTexts("verdictSentence", "verdict.reasons", reasons);
  if (reasons.length === 0) return `Verdict on the run: ${verdict}.`;
  const told = reasons.slice(0, MOST_REASONS).join("; ");
  const left = reasons.length - MOST_REASONS;
  return `Verdict on the run: ${verdict} (${told}${left > 0 ? `; and ${left} more` : ""}).`;
}
