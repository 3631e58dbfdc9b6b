import { type MetricName, metricNames, newestSchema, sinceSchema } from "../../metrics/catalogue.js";
import { hasTurnsSealed } from "../../metrics/summaries-as-sealed.js";
import { metricsOf } from "../../metrics/trial-metrics.js";
import type { ServerTimes, Trial } from "../../types/index.js";
import { type Cell, csvText, type Row } from "./files/csv-text.js";

/** What a trial is, and its instants. */
const OWN = [
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
] as const;

/** The turn of a conversation, in files of runs that may have some. */
const TURN = "turn";

/** What a row says about the tokens after the first read, beside their number. */
const BESIDE = ["tokensAfterFirstEstimated", "noDecodeSpeedReason"] as const;

/** The server's own account of its time, and the id by which its log is joined. */
const ACCOUNT = [
  "requestId",
  "serverTimesSource",
  "serverQueueMs",
  "serverLoadMs",
  "serverPromptMs",
  "serverPromptTokens",
  "serverDecodeMs",
  "serverDecodeTokens",
  "serverTotalMs",
] as const;

/** The `summarySchema` from which there is one. */
const ACCOUNT_SINCE = 5;

/** What was counted and said. */
const REST = [
  "cachedInputTokens",
  "reasoningTokens",
  "tokenSource",
  "arrivalCount",
  "warnings",
  "text",
  "reasoning",
] as const;

/** A column of trials.csv. */
export type TrialColumn =
  | typeof TURN
  | (typeof OWN | typeof BESIDE | typeof ACCOUNT | typeof REST)[number]
  | MetricName;

/**
 * The columns of trials.csv in their order, for runs of a `summarySchema`; those of new runs by default. Units are in the
 * names; the metrics are those of the catalogue.
 */
export function trialColumns(schema: number = newestSchema): readonly TrialColumn[] {
  const metrics = metricNames.filter((name) => sinceSchema(name) <= schema);
  const own = OWN.flatMap((name): TrialColumn[] =>
    name === "repetition" && hasTurnsSealed(schema) ? [name, TURN] : [name],
  );
  return [
    ...own,
    ...metrics.flatMap((name) => (name === "tokensAfterFirst" ? [name, ...BESIDE] : [name])),
    ...(schema >= ACCOUNT_SINCE ? ACCOUNT : []),
    ...REST.filter((name) => !metrics.some((metric) => metric === name)),
  ];
}

/** What a trial of an older Benchbook does not tell. */
const noPhases = { connectionReadyAtMs: null, requestSentAtMs: null, responseHeadAtMs: null, newConnection: null };

/** A turn that was not sent has no instants of its own, and no reason for a missing decode speed. */
const neverSent = {
  ...{ intendedAtMs: null, dispatchedAtMs: null, endAtMs: null },
  ...{ streamed: null, noDecodeSpeedReason: null },
};

/** One trial as one line of a table: its scalars and its metrics. A turn that was not sent has no instants. Warnings are joined by ` | `. Pure. */
export function trialRow(trial: Trial): Record<TrialColumn, Cell> {
  const { arrivals, outcome, usage, serverTimes, requestId = null, ...own } = trial;
  const { chunkGapsMs: _, ...metrics } = metricsOf(trial);
  const failed = outcome.kind === "failed" ? outcome : null;
  return {
    ...noPhases,
    turn: null,
    ...own,
    ...metrics,
    ...accountCells(serverTimes),
    requestId,
    ...(outcome.kind === "not-sent" ? neverSent : {}),
    outcome: outcome.kind,
    failureClass: failed?.class ?? null,
    failurePhase: "phase" in outcome ? outcome.phase : null,
    failureMessage: "reason" in outcome ? outcome.reason : (failed?.message ?? null),
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

function accountCells(times: ServerTimes | undefined) {
  return {
    serverTimesSource: times?.source ?? null,
    serverQueueMs: times?.queueMs ?? null,
    serverLoadMs: times?.loadMs ?? null,
    serverPromptMs: times?.promptMs ?? null,
    serverPromptTokens: times?.promptTokens ?? null,
    serverDecodeMs: times?.decodeMs ?? null,
    serverDecodeTokens: times?.decodeTokens ?? null,
    serverTotalMs: times?.totalMs ?? null,
  };
}

/**
 * trials.csv of a run: one line for each trial, warm-ups included and marked in `phase`. The same trials give the same
 * bytes, so `verifyRun` can make it again; `schema` is the run's `summarySchema`.
 */
export function trialsCsv(trials: readonly Trial[], schema?: number): string {
  return csvText(trialColumns(schema), rowsOf(trials));
}

function* rowsOf(trials: readonly Trial[]): Generator<Row> {
  for (const trial of trials) yield trialRow(trial);
}
