import { max, mean, min, sum } from "simple-statistics";
import type { MemorySummary } from "../../metrics/memory-summary.js";
import { trialMetrics } from "../../metrics/trial-metrics.js";
import type { Case, TokenSource, Trial } from "../../types/index.js";

/** One prompt on one arm, over its repetitions. Null is what was not observed. */
export interface ArmPrompt {
  readonly promptId: string;
  readonly prompt: string;
  /** Of the answered repetitions. */
  readonly meanSeconds: number | null;
  readonly leastSeconds: number | null;
  readonly mostSeconds: number | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** The answer of the first repetition that has one. */
  readonly response: string | null;
  /** Characters of that answer. */
  readonly responseLength: number | null;
}

/** The metrics of one arm: a pass sends every prompt once, and numbers are of the mean pass. Null is unknown. */
export interface ArmMetrics {
  readonly name: string;
  readonly answered: number;
  readonly failed: number;
  /** Seconds of all answers of a pass together. */
  readonly totalSeconds: number | null;
  /** The same for each repetition in which every prompt was answered. */
  readonly passSeconds: readonly number[];
  /** Output tokens / total seconds. */
  readonly tokensPerSecond: number | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly totalTokens: number | null;
  readonly tokenSource: TokenSource | null;
  /** Peak resident memory above the baseline before load, in megabytes (10^6 bytes). */
  readonly peakMemoryMb: number | null;
  readonly meanMemoryMb: number | null;
  /** The same without anything subtracted. */
  readonly peakResidentMb: number | null;
  /** Output tokens of a pass / peak memory above the baseline. */
  readonly tokensPerMb: number | null;
  /** Characters, mean over the prompts. */
  readonly responseLength: number | null;
  readonly prompts: readonly ArmPrompt[];
}

/** What {@link armMetrics} is made from. */
export interface ArmFacts {
  readonly name: string;
  readonly trials: readonly Trial[];
  readonly cases: readonly Case[];
  readonly memory: MemorySummary | null;
  readonly beforeLoadBytes: number | null;
}

/**
 * The metrics of one arm. Sums and means over prompts are null as soon as one prompt has no value: those of the others would look
 * like an improvement. An arm that answered nothing has no memory either: what it took is not what an answer takes.
 */
export function armMetrics({ name, trials, cases, memory: seen, beforeLoadBytes }: ArmFacts): ArmMetrics {
  const own = trials.filter((trial) => trial.target === name && trial.phase === "measured");
  const prompts = cases.map((one) =>
    promptOf(
      one,
      own.filter((trial) => trial.caseId === one.id),
    ),
  );
  const answered = own.filter((trial) => trial.outcome.kind === "answered").length;
  const memory = answered === 0 ? null : seen;
  const totalSeconds = sumOf(prompts.map((one) => one.meanSeconds));
  const outputTokens = sumOf(prompts.map((one) => one.outputTokens));
  const inputTokens = sumOf(prompts.map((one) => one.inputTokens));
  const above = (bytes: number | null | undefined) =>
    bytes == null || beforeLoadBytes === null ? null : (bytes - beforeLoadBytes) / 1e6;
  const peakMemoryMb = above(memory?.peakResidentBytes);
  return {
    name,
    answered,
    failed: own.length - answered,
    totalSeconds,
    passSeconds: passes(own, cases.length),
    tokensPerSecond: outputTokens === null || !totalSeconds ? null : outputTokens / totalSeconds,
    inputTokens,
    outputTokens,
    totalTokens: inputTokens === null || outputTokens === null ? null : inputTokens + outputTokens,
    tokenSource: trialMetricsOf(own)?.tokenSource ?? null,
    peakMemoryMb,
    meanMemoryMb: above(memory?.meanResidentBytes),
    peakResidentMb: memory?.peakResidentBytes == null ? null : memory.peakResidentBytes / 1e6,
    tokensPerMb:
      outputTokens === null || peakMemoryMb === null || peakMemoryMb <= 0 ? null : outputTokens / peakMemoryMb,
    responseLength: meanOf(prompts.map((one) => one.responseLength)),
    prompts,
  };
}

function promptOf(one: Case, trials: readonly Trial[]): ArmPrompt {
  const answered = trials.filter((trial) => trial.outcome.kind === "answered");
  const metrics = answered.map((trial) => trialMetrics(trial));
  const seconds = metrics.flatMap(({ latencyMs }) => (latencyMs === null ? [] : [latencyMs / 1000]));
  const response = answered[0]?.outcome.text ?? null;
  const known = seconds.length > 0;
  return {
    promptId: one.id,
    prompt: one.prompt,
    meanSeconds: known ? mean(seconds) : null,
    leastSeconds: known ? min(seconds) : null,
    mostSeconds: known ? max(seconds) : null,
    inputTokens: meanOf(metrics.map(({ inputTokens }) => inputTokens)),
    outputTokens: meanOf(metrics.map(({ outputTokens }) => outputTokens)),
    response,
    responseLength: response === null ? null : [...response].length,
  };
}

function passes(trials: readonly Trial[], prompts: number): number[] {
  return [...new Set(trials.map((trial) => trial.repetition))].flatMap((repetition) => {
    const times = trials
      .filter((trial) => trial.repetition === repetition && trial.outcome.kind === "answered")
      .map((trial) => (trial.endAtMs - trial.dispatchedAtMs) / 1000);
    return times.length === prompts ? [sum(times)] : [];
  });
}

const trialMetricsOf = (trials: readonly Trial[]) => {
  const [first] = trials.filter((trial) => trial.outcome.kind === "answered");
  return first === undefined ? null : trialMetrics(first);
};
const isKnown = (values: readonly (number | null)[]): values is readonly number[] =>
  values.length > 0 && !values.includes(null);
const meanOf = (values: readonly (number | null)[]) => (isKnown(values) ? mean([...values]) : null);
const sumOf = (values: readonly (number | null)[]) => (isKnown(values) ? sum([...values]) : null);
