import { trialMetrics } from "../../metrics/trial-metrics.js";
import type { Trial } from "../../types/index.js";
import { type Cell, csvText, type Row } from "./files/csv-text.js";

/** The columns of trials.csv, in their order. Units are in the names; definitions are those of `trialMetrics`. */
export const TRIAL_COLUMNS = [
  "planIndex",
  "target",
  "caseId",
  "repetition",
  "phase",
  "block",
  "session",
  "outcome",
  "failureClass",
  "failurePhase",
  "failureMessage",
  "httpStatus",
  "finishReason",
  "streamed",
  "respondedModel",
  "intendedAtMs",
  "dispatchedAtMs",
  "connectionReadyAtMs",
  "requestSentAtMs",
  "responseHeadAtMs",
  "newConnection",
  "firstByteAtMs",
  "firstTokenAtMs",
  "firstAnswerTokenAtMs",
  "lastTokenAtMs",
  "endAtMs",
  "connectingMs",
  "timeToFirstTokenMs",
  "timeToFirstAnswerTokenMs",
  "latencyMs",
  "responseTimeMs",
  "scheduleLagMs",
  "interTokenLatencyMs",
  "worstGapMs",
  "tokensPerSecond",
  "tokensPerSecondEndToEnd",
  "tokensAfterFirst",
  "tokensAfterFirstEstimated",
  "noDecodeSpeedReason",
  "inputTokens",
  "outputTokens",
  "cachedInputTokens",
  "reasoningTokens",
  "tokenSource",
  "arrivalCount",
  "warnings",
  "text",
  "reasoning",
] as const;

/** What a trial of an older Benchbook does not tell. */
const noPhases = { connectionReadyAtMs: null, requestSentAtMs: null, responseHeadAtMs: null, newConnection: null };

/** One trial as one line of a table: its scalars and its metrics. Warnings are joined by ` | `. Pure. */
export function trialRow(trial: Trial): Record<(typeof TRIAL_COLUMNS)[number], Cell> {
  const { arrivals, outcome, usage, ...own } = trial;
  const { chunkGapsMs: _, ...metrics } = trialMetrics(trial);
  const failed = outcome.kind === "failed" ? outcome : null;
  return {
    ...noPhases,
    ...own,
    ...metrics,
    outcome: outcome.kind,
    failureClass: failed?.class ?? null,
    failurePhase: outcome.kind === "answered" ? null : outcome.phase,
    failureMessage: outcome.kind === "aborted" ? outcome.reason : (failed?.message ?? null),
    httpStatus: failed?.status ?? null,
    finishReason: outcome.kind === "answered" ? outcome.finishReason : null,
    cachedInputTokens: usage?.cachedInputTokens ?? null,
    reasoningTokens: usage?.reasoningTokens ?? null,
    arrivalCount: arrivals.length,
    warnings: outcome.warnings.length === 0 ? null : outcome.warnings.join(" | "),
    text: outcome.text,
    reasoning: outcome.reasoning,
  };
}

/**
 * trials.csv of a run: one line for each trial, warm-ups included and marked in `phase`. The same trials give the same
 * bytes, so `verifyRun` can make it again.
 */
export function trialsCsv(trials: readonly Trial[]): string {
  return csvText(TRIAL_COLUMNS, rowsOf(trials));
}

function* rowsOf(trials: readonly Trial[]): Generator<Row> {
  for (const trial of trials) yield trialRow(trial);
}
