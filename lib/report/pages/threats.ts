import { findingCodes } from "../../findings/codes.js";
import { findingsOf, type RunEvidence } from "../../findings/findings.js";
import { cleanText } from "../../text/escape.js";
import { capital } from "../../text/label-text.js";
import type { Finding, FindingCode } from "../../types/index.js";

/** A code may be found of many targets. */
const MOST_OF_A_CODE = 6;

/**
 * What may make a verdict wrong, found in the run's own data: the findings that were not `said` before, one sentence each, few of each
 * code.
 */
export function threatSentences(evidence: RunEvidence, said: readonly string[] = []): string[] {
  const byCode = new Map<FindingCode, string[]>();
  for (const one of findingsOf(evidence)) {
    if (said.includes(one.text)) continue;
    byCode.set(one.code, [...(byCode.get(one.code) ?? []), sentenceOf(one)]);
  }
  return [...byCode.values()].flatMap((sentences) => {
    const left = sentences.length - MOST_OF_A_CODE;
    return left > 1 ? [...sentences.slice(0, MOST_OF_A_CODE), `… and ${left} more of this kind.`] : sentences;
  });
}

/** What stands where a list of threats would, when nothing was found, or nothing that was not said before. */
export function noThreatsText(said: readonly string[]): string {
  if (said.length > 0) return "Nothing beyond what the verdict says was found in the run's own data.";
  return `None of the ${Object.keys(findingCodes).length} findings that Benchbook looks for was made in the run's own data.`;
}

/** A name at the start is left as it is. */
function sentenceOf({ about, text }: Finding): string {
  const sentence = cleanText(about !== null && text.startsWith(about) ? text : capital(text));
  return `${sentence}${/[.!?…]$/.test(sentence) ? "" : "."}`;
}
