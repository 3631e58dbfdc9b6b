import { max, median, min, sum } from "simple-statistics";
import type { ComparedMetric } from "../metrics/comparison.js";
import { keptText } from "../metrics/kept-text.js";
import { tokenCount } from "../metrics/token-count.js";
import { trialMetrics } from "../metrics/trial-metrics.js";
import { quantile } from "../statistics/quantile.js";
import type { TokenSource, Trial } from "../types/index.js";

/** Something about two arms that a reader must know; `refuses` when their speeds should not be compared at all. */
export interface Concern {
  readonly refuses: boolean;
  readonly text: string;
}

/** Output lengths may differ by this share, and cached shares of the prompt by this much. */
const tolerance = 0.1;

/** Metrics that grow with the length of the answer. */
export const lengthBound: readonly ComparedMetric[] = ["latencyMs", "responseTimeMs", "tokensPerSecondEndToEnd"];

/** Metrics into which the time for the prompt enters. */
export const promptBound: readonly ComparedMetric[] = [
  ...lengthBound,
  "timeToFirstTokenMs",
  "timeToFirstAnswerTokenMs",
];

/** Metrics made of token counts. */
const tokenBound: readonly ComparedMetric[] = ["interTokenLatencyMs", "tokensPerSecond", "tokensPerSecondEndToEnd"];

/**
 * Whether the arms took turns. Arms that ran one after the other are confounded with everything that changed meanwhile:
 * under a drift of 5 % such a comparison rejects a true null 69 % of the time, taking turns keeps it near 5 %.
 */
export function interleavingConcerns(baseline: readonly Trial[], candidate: readonly Trial[]): Concern[] {
  if (baseline.length < 2 || candidate.length < 2 || !ranApart(baseline, candidate)) return [];
  const text =
    "the arms were not interleaved: one ran after the other, so a drift of the machine looks like a difference";
  return [{ refuses: true, text }];
}

/** In every session that has both arms the same one came first as a whole; without such a session, in whole sessions. */
function ranApart(baseline: readonly Trial[], candidate: readonly Trial[]): boolean {
  const shared = new Set(baseline.map((trial) => trial.session));
  const both = [...new Set(candidate.map((trial) => trial.session))].filter((session) => shared.has(session));
  const spans = both.map((session) => [sent(baseline, session), sent(candidate, session)] as const);
  const sessions = [
    span(baseline.map((trial) => trial.session)),
    span(candidate.map((trial) => trial.session)),
  ] as const;
  const pairs = both.length === 0 ? [sessions] : spans;
  return pairs.every(([a, b]) => a.last < b.first) || pairs.every(([a, b]) => b.last < a.first);
}

function sent(trials: readonly Trial[], session: number) {
  return span(trials.filter((trial) => trial.session === session).map((trial) => trial.dispatchedAtMs));
}

function span(values: number[]) {
  return { first: min(values), last: max(values) };
}

/** Lengths of the answers, in tokens or where they were not counted in characters: who says less is done sooner. */
export function lengthConcerns(
  baseline: readonly Trial[],
  candidate: readonly Trial[],
  metric: ComparedMetric,
  wanted?: TokenSource,
): Concern[] {
  const [before, after] = [baseline, candidate].map((arm) => answered(arm).map((trial) => tokenCount(trial, wanted)));
  const sources = new Set([...(before ?? []), ...(after ?? [])].flatMap((count) => count.tokenSource ?? []));
  if (sources.size > 1) {
    const text = `tokens were counted by different sources (${[...sources].join(", ")})`;
    const refuses = tokenBound.includes(metric);
    return [{ refuses, text }, ...unlikeLengths(charactersOf(baseline), charactersOf(candidate), "characters", metric)];
  }
  const counted = [before, after].map((counts) =>
    medianOf((counts ?? []).flatMap((count) => count.outputTokens ?? [])),
  );
  const [baselineTokens = null, candidateTokens = null] = counted;
  return counted.includes(null)
    ? unlikeLengths(charactersOf(baseline), charactersOf(candidate), "characters", metric)
    : unlikeLengths(baselineTokens, candidateTokens, "tokens", metric);
}

function unlikeLengths(before: number | null, after: number | null, unit: string, metric: ComparedMetric): Concern[] {
  if (before === null || after === null || (before <= 0 && after <= 0)) return [];
  const ratio = after / before;
  if (ratio >= 1 - tolerance && ratio <= 1 + tolerance) return [];
  const share =
    before <= 0
      ? `the candidate's median is ${after} ${unit}, the baseline's is none`
      : `the candidate's median is ${Math.round(ratio * 100)} % of the baseline's in ${unit}`;
  return [{ refuses: lengthBound.includes(metric), text: `answers are not of the same length: ${share}` }];
}

const charactersOf = (arm: readonly Trial[]) => medianOf(answered(arm).map(characters));
const medianOf = (values: number[]): number | null => (values.length === 0 ? null : median(values));

/** How long an answer is where nobody counted its tokens, also where its text was not stored or it came as a whole. */
function characters(trial: Trial): number {
  return Math.max(sum(trial.arrivals.map((arrival) => arrival.textLength)), keptText(trial)?.length ?? 0);
}

/** The warning of a trial whose server read far fewer tokens than the prompt has words. */
const PROMPT_CUT = "prompt_cut";

/** That a server answered something else than was asked, since it read only a part of the prompt. */
export function cutReasons(name: string, trials: readonly Trial[]): string[] {
  const cut = trials.filter(({ outcome }) => outcome.warnings.includes(PROMPT_CUT)).length;
  return cut === 0 ? [] : [`${name} read only a part of the prompt in ${cut} of ${trials.length} trials: it was cut`];
}

/** Prompt tokens taken from a cache: an arm that finds its prompts there skips the work. */
export function cacheConcerns(
  baseline: readonly Trial[],
  candidate: readonly Trial[],
  metric: ComparedMetric,
): Concern[] {
  const before = cachedShare(baseline);
  const after = cachedShare(candidate);
  if (before === null || after === null || Math.abs(after - before) <= tolerance) return [];
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  const text = `cache hits are unequal: ${percent(before)} of the baseline's prompt tokens and ${percent(after)} of the candidate's came from a cache`;
  return [{ refuses: promptBound.includes(metric), text }];
}

function cachedShare(trials: readonly Trial[]): number | null {
  const known = answered(trials).flatMap(({ usage }) =>
    usage !== null && usage.inputTokens !== null && usage.cachedInputTokens !== null
      ? [[usage.inputTokens, usage.cachedInputTokens] as const]
      : [],
  );
  const total = sum(known.map(([input]) => input));
  return total > 0 ? sum(known.map(([, cached]) => cached)) / total : null;
}

/** Whether the client kept up with its own schedule: requests sent late measure the client. */
export function clientConcerns(trials: readonly Trial[], arm: string): Concern[] {
  const metrics = answered(trials).map((trial) => trialMetrics(trial));
  const lags = metrics.flatMap((values) => values.scheduleLagMs ?? []);
  const latencies = metrics.flatMap((values) => values.latencyMs ?? []);
  if (lags.length === 0 || latencies.length === 0) return [];
  const late = quantile(lags, 0.95);
  const allowed = Math.max(10, tolerance * median(latencies));
  if (late <= allowed) return [];
  const text = `the client was limiting for ${arm}: requests left up to ${late.toFixed(0)} ms late (95th percentile)`;
  return [{ refuses: true, text }];
}

function answered(trials: readonly Trial[]): Trial[] {
  return trials.filter((trial) => trial.outcome.kind === "answered");
}
