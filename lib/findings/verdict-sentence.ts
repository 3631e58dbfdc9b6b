import { checkRecord, checkTexts } from "../arguments/check-values.js";
import type { RunVerdict } from "../types/index.js";

const MOST_REASONS = 2;

/**
 * A run's verdict as one sentence for a caption or below a table, and its notes as another: the word and its first reasons; the
 * rest are counted, since the report has them all.
 *
 * @example
 * verdictSentence({ kind: "run-judgement", verdict: "valid", reasons: [] }); // => "Verdict on the run: valid."
 */
export function verdictSentence(judgment: RunVerdict): string {
  checkRecord("verdictSentence", "verdict", judgment, "one of a run, as run.manifest.verdict or assessRun gives");
  const { verdict, reasons, notes = [] } = judgment;
  checkTexts("verdictSentence", "verdict.reasons", reasons);
  checkTexts("verdictSentence", "verdict.notes", notes);
  const why = reasons.length === 0 ? "" : ` (${firstOf(reasons)})`;
  const noted = notes.length === 0 ? "" : ` Note: ${firstOf(notes)}.`;
  return `Verdict on the run: ${verdict}${why}.${noted}`;
}

function firstOf(texts: readonly string[]): string {
  const left = texts.length - MOST_REASONS;
  return `${texts.slice(0, MOST_REASONS).join("; ")}${left > 0 ? `; and ${left} more` : ""}`;
}
