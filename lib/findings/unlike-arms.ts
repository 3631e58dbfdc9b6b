import { median, sum } from "simple-statistics";
import { type ComparedMetric, comparedMetricsDependingOn } from "../metrics/catalogue.js";
import type { Arm } from "../metrics/paired-cases.js";
import { storedText } from "../metrics/stored-text.js";
import { tokenCount } from "../metrics/token-count.js";
import type { Finding, FindingCode, TokenSource, Trial } from "../types/index.js";
import { finding } from "./codes.js";
import { thresholds } from "./thresholds.js";

/** A difference of two arms, and the metrics that must not be compared because of it. */
export interface Unlike {
  readonly code: FindingCode;
  readonly text: string;
  readonly touches: readonly ComparedMetric[];
}

/**
 * What makes two arms unlike before anything is compared: token counts of different sources, answers of different length, and
 * prompt tokens of which one arm found more in a cache. Tokens are counted by `wanted` only, where it is given.
 */
export function unlikeArms(baseline: Arm, candidate: Arm, wanted?: TokenSource): Unlike[] {
  const [before, after] = [answered(baseline), answered(candidate)];
  return [...unlikeLengths(before, after, wanted), ...unequalCaches(before, after)];
}

/** The same for a comparison in one metric: refused where the difference touches it, and a note where it does not. */
export function unlikeFindings(baseline: Arm, candidate: Arm, metric: ComparedMetric, wanted?: TokenSource): Finding[] {
  return unlikeArms(baseline, candidate, wanted).map(({ code, text, touches }) =>
    finding(code, touches.includes(metric) ? "refuses" : "note", candidate.name, text),
  );
}

/** Lengths in tokens, or in characters where the tokens were not counted or not by one source: who says less is done sooner. */
function unlikeLengths(before: readonly Trial[], after: readonly Trial[], wanted?: TokenSource): Unlike[] {
  const [first, second] = [before, after].map((trials) => trials.map((trial) => tokenCount(trial, wanted)));
  const counts = [...(first ?? []), ...(second ?? [])];
  const sources = new Set(counts.flatMap(({ tokenSource }) => tokenSource ?? []));
  const inCharacters = () =>
    lengthRatio(medianOf(before.map(characters)), medianOf(after.map(characters)), "characters");
  if (sources.size > 1) {
    const text = `tokens were counted by different sources (${[...sources].join(", ")})`;
    return [
      { code: "token-sources-differ", text, touches: comparedMetricsDependingOn("token-counts") },
      ...inCharacters(),
    ];
  }
  const [baselineTokens = null, candidateTokens = null] = [first, second].map((own) =>
    medianOf((own ?? []).flatMap(({ outputTokens }) => outputTokens ?? [])),
  );
  return baselineTokens === null || candidateTokens === null
    ? inCharacters()
    : lengthRatio(baselineTokens, candidateTokens, "tokens");
}

function lengthRatio(before: number | null, after: number | null, unit: string): Unlike[] {
  if (before === null || after === null || (before <= 0 && after <= 0)) return [];
  const ratio = after / before;
  if (ratio >= 1 - thresholds.unlikeShare && ratio <= 1 + thresholds.unlikeShare) return [];
  const share =
    before <= 0
      ? `the candidate's median is ${after} ${unit}, the baseline's is none`
      : `the candidate's median is ${Math.round(ratio * 100)} % of the baseline's in ${unit}`;
  return [
    {
      code: "unlike-lengths",
      text: `answers are not of the same length: ${share}`,
      touches: comparedMetricsDependingOn("answer-length"),
    },
  ];
}

/** Prompt tokens taken from a cache: an arm that finds its prompts there skips the work. */
function unequalCaches(baseline: readonly Trial[], candidate: readonly Trial[]): Unlike[] {
  const [before, after] = [cachedShare(baseline), cachedShare(candidate)];
  if (before === null || after === null || Math.abs(after - before) <= thresholds.unlikeShare) return [];
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  const text = `cache hits are unequal: ${percent(before)} of the baseline's prompt tokens and ${percent(after)} of the candidate's came from a cache`;
  return [{ code: "unequal-caches", text, touches: comparedMetricsDependingOn("prompt") }];
}

function cachedShare(trials: readonly Trial[]): number | null {
  const known = trials.flatMap(({ usage }) =>
    usage !== null && usage.inputTokens !== null && usage.cachedInputTokens !== null
      ? [[usage.inputTokens, usage.cachedInputTokens] as const]
      : [],
  );
  const total = sum(known.map(([input]) => input));
  return total > 0 ? sum(known.map(([, cached]) => cached)) / total : null;
}

/** How long an answer is where nobody counted its tokens, also where its text was not stored or it came as a whole. */
function characters(trial: Trial): number {
  return Math.max(sum(trial.arrivals.map((arrival) => arrival.textLength)), storedText(trial)?.length ?? 0);
}

const answered = ({ trials }: Arm) => trials.filter(({ outcome }) => outcome.kind === "answered");
const medianOf = (values: number[]): number | null => (values.length === 0 ? null : median(values));
