import { catalogue } from "../metrics/catalogue.js";
import type { Comparison, Verdict } from "../metrics/comparison.js";
import { fewestClusters } from "../statistics/intervals/clusters.js";
import type { Finding } from "../types/index.js";

/** A comparison before its verdict. */
export type Unjudged = Omit<Comparison, "verdict" | "reasons">;

/**
 * The verdict in words: "faster" and "slower" take significance and an effect above the noise threshold, and arms that may
 * be compared; whatever is missing is the first of the reasons.
 */
export function judged(comparison: Unjudged, findings: readonly Finding[]): Comparison {
  const textsOf = (refusing: boolean) =>
    findings.flatMap(({ severity, text }) => ((severity === "refuses") === refusing ? text : []));
  const [refusals, notes] = [[...new Set(textsOf(true))], textsOf(false)];
  const seen = outcomeOf(comparison);
  const verdict = seen.verdict !== "too-few-data" && refusals.length > 0 ? "not-comparable" : seen.verdict;
  const reasons = verdict === "not-comparable" ? [...refusals, seen.reason] : [seen.reason, ...refusals];
  return { ...comparison, verdict, reasons: [...reasons, ...notes] };
}

/** The same comparison with its p-value adjusted for the number of comparisons; a refused one stays refused. */
export function rejudged(comparison: Comparison, pAdjusted: number, adjustedFor: number): Comparison {
  const before = outcomeOf(comparison);
  const adjusted = { ...comparison, pAdjusted, adjustedFor };
  const after = outcomeOf(adjusted);
  const verdict = comparison.verdict === before.verdict ? after.verdict : comparison.verdict;
  return {
    ...adjusted,
    verdict,
    reasons: comparison.reasons.map((reason) => (reason === before.reason ? after.reason : reason)),
  };
}

interface Seen {
  readonly verdict: Verdict;
  readonly reason: string;
}

function outcomeOf(comparison: Unjudged): Seen {
  const { n, ratio, interval, p, pAdjusted, confidence, adjustedFor } = comparison;
  if (ratio === null || interval === null || p === null || pAdjusted === null) {
    const reason = `${n} cases with a pair of successful trials are too few: at least ${casesNeeded(confidence)} are needed`;
    return { verdict: "too-few-data", reason };
  }
  const seen = `${change(ratio)} (${percentOf(confidence)} interval ${change(interval.low)} to ${change(interval.high)}, ${pText(p, pAdjusted, adjustedFor)}; ${n} cases)`;
  const unseen = unseenBecause(comparison);
  if (unseen !== null) return { verdict: "no-difference-seen", reason: `${unseen}: ${seen}` };
  const faster = ratio > 1 === (catalogue[comparison.metric].fasterWhen === "higher");
  return { verdict: faster ? "faster" : "slower", reason: `${comparison.metric} changed by ${seen}` };
}

/** Why no difference is called one, in the words before its numbers; null where one is. */
export function unseenBecause(
  comparison: Pick<Comparison, "ratio" | "p" | "pAdjusted" | "adjustedFor" | "confidence" | "noiseThreshold">,
): string | null {
  const { ratio, p, pAdjusted, adjustedFor, confidence, noiseThreshold } = comparison;
  const level = 1 - confidence;
  if (ratio === null || p === null || pAdjusted === null || p >= level) return "no difference seen";
  if (pAdjusted >= level) return `no difference seen once p is adjusted for ${adjustedFor} comparisons`;
  return Math.abs(ratio - 1) <= noiseThreshold
    ? `a difference smaller than the ${percentOf(noiseThreshold)} that counts`
    : null;
}

/** With fewer no interval of this confidence exists: the surest one, from the least to the greatest, leaves 2 x 2^-n. */
function casesNeeded(confidence: number): number {
  return Math.max(fewestClusters, Math.ceil(1 - Math.log2(1 - confidence)));
}

function change(ratio: number): string {
  const percent = (ratio - 1) * 100;
  return `${percent >= 0 ? "+" : ""}${percent.toFixed(1)} %`;
}

function percentOf(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

/** The p that belongs to the interval, and, named as such, the one that was adjusted for several comparisons. */
export function pText(p: number, pAdjusted: number, adjustedFor: number, counted = "comparisons"): string {
  const short = (value: number) => (value < 0.001 ? "< 0.001" : `= ${value.toFixed(3)}`);
  const own = `p ${short(p)}`;
  return adjustedFor === 1 ? own : `${own}; p adjusted for ${adjustedFor} ${counted} (Holm) ${short(pAdjusted)}`;
}
