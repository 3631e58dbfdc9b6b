import path from "node:path";
import * as v from "valibot";
import { checkedCases } from "../../arguments/check-runs.js";
import { caseSetField, filledText, numberFrom, target, wholeNumber } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { trialMetrics } from "../../metrics/trial-metrics.js";
import { outputsDirectory } from "../../project.js";
import { writeReport } from "../../report/write-report.js";
import type { RunProgress } from "../../run/progress.js";
import { runBenchmark } from "../../run/run-benchmark.js";
import { runFields } from "../../run/settings.js";
import { semanticSimilarityScorer } from "../../scoring/reference-scorers.js";
import { scoreRun } from "../../scoring/score-run.js";
import type { CaseSet, Run, Target, Trial } from "../../types/index.js";
import { batches } from "../../workload/loads.js";
import { failureText } from "../failure-text.js";
import { appendResults, checkResults } from "./files.js";

/** What {@link runStreaming} is asked; the defaults are those of `benchbook stream`. */
export interface StreamingOptions {
  readonly target: Target;
  readonly cases: CaseSet;
  /** Requests sent together; the next batch goes out when the last of them has ended. @default 2 */
  readonly batchSize?: number;
  /** @default 256 */
  readonly maxTokens?: number;
  /** Null leaves it to the engine. @default 0.7 */
  readonly temperature?: number | null;
  /** Throw-away requests first. @default as many as are sent together */
  readonly warmups?: number;
  /** @default outputs/results.csv of the project */
  readonly csv?: string;
  /** The folder in which the run's own folder is made. @default outputs/ of the project */
  readonly directory?: string;
  readonly onProgress?: ((progress: RunProgress) => void) | null;
}

const streamingOptions = settings({
  target,
  cases: caseSetField,
  batchSize: v.optional(wholeNumber(1), 2),
  maxTokens: v.optional(wholeNumber(1), 256),
  temperature: v.optional(v.nullable(numberFrom(0)), 0.7),
  warmups: runFields.warmups,
  csv: v.optional(filledText("a path"), path.join(outputsDirectory, "results.csv")),
  directory: runFields.directory,
  onProgress: runFields.onProgress,
});

/** One answer as results.csv counts it, beside what the server says; nothing but the failure where there is no answer. */
export interface StreamingRow {
  readonly promptId: string;
  readonly latencySeconds: number | null;
  readonly timeToFirstTokenSeconds: number | null;
  /** Words, split at white space: what results.csv calls "tokens". */
  readonly words: number | null;
  readonly wordsPerSecond: number | null;
  /** The engine's own count, and what counted. */
  readonly tokens: number | null;
  readonly tokenSource: string | null;
  readonly semanticAccuracy: number | null;
  readonly failure: string | null;
}

/** What {@link runStreaming} gives back. */
export interface StreamingResult {
  readonly run: Run;
  readonly csv: string;
  readonly rows: readonly StreamingRow[];
  /** Peak VRAM over the run in GB; null where there is no GPU to ask, or nothing was answered. */
  readonly peakVramGb: number | null;
  readonly failed: number;
}

/**
 * Streams every prompt in batches, compares each answer with its expected one, and appends one row per prompt to results.csv
 * with its eight columns. The run folder and its report are written as for any run.
 *
 * @example
 * (await bb.recipes.streaming({ target, cases, batchSize: 4 })).csv;
 */
export async function runStreaming(options: StreamingOptions): Promise<StreamingResult> {
  const given = checkedOptions("recipes.streaming", streamingOptions, options);
  const { target, cases, batchSize, maxTokens, temperature, warmups, directory, onProgress } = given;
  checkedCases("recipes.streaming", cases);
  await checkResults(given.csv);
  const run = await runBenchmark({
    name: "stream",
    targets: [target],
    cases,
    warmups,
    history: "last-turn",
    load: batches({ size: batchSize }),
    order: "sequential",
    errorBudget: 1,
    generation: { maxTokens, temperature },
    directory,
    onProgress,
  });
  const scores = await scoreRun(run, [semanticSimilarityScorer()]);
  const csv = await appendResults(run, given.csv);
  await writeReport(run);
  const accuracy = new Map(scores.map((score) => [score.planIndex, score.value]));
  const trials = (await run.trials()).filter((trial) => trial.phase === "measured");
  const rows = trials.map((trial) => streamRow(trial, accuracy.get(trial.planIndex) ?? null));
  const failed = rows.filter(({ failure }) => failure !== null).length;
  const vramMiB = failed < rows.length ? (await run.samples()).flatMap((sample) => sample.vramUsedMiB ?? []) : [];
  const peakVramGb = vramMiB.length ? (Math.max(...vramMiB) * 2 ** 20) / 1e9 : null;
  return { run, csv, rows, peakVramGb, failed };
}

function streamRow(trial: Trial, semanticAccuracy: number | null): StreamingRow {
  const counted = trialMetrics(trial);
  const words = trialMetrics(trial, { tokenSource: "whitespace" });
  const failure = failureText(trial);
  if (failure !== null) return { ...nothing, promptId: trial.caseId, failure };
  return {
    promptId: trial.caseId,
    latencySeconds: seconds(counted.latencyMs),
    timeToFirstTokenSeconds: seconds(counted.timeToFirstTokenMs),
    words: words.outputTokens,
    wordsPerSecond: words.tokensPerSecondEndToEnd,
    tokens: counted.outputTokens,
    tokenSource: counted.tokenSource,
    semanticAccuracy,
    failure,
  };
}

/** What broke off gave words and a first token perhaps, and no answer: none of its numbers is one of an answer. */
const nothing = {
  latencySeconds: null,
  timeToFirstTokenSeconds: null,
  words: null,
  wordsPerSecond: null,
  tokens: null,
  tokenSource: null,
  semanticAccuracy: null,
};

const seconds = (milliseconds: number | null) => (milliseconds === null ? null : milliseconds / 1000);
