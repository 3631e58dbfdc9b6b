import path from "node:path";
import { checkedCases, checkOptions, checkPath, checkTexts, type SettingNames } from "../../arguments/checks.js";
import type { RunProgress } from "../../run/progress.js";
import { runBenchmark } from "../../run/run-benchmark.js";
import { judgeCheck } from "../../scoring/check-scorer.js";
import { scoreRun } from "../../scoring/score-run.js";
import { writeAtomically } from "../../store/run-folder/files/write-atomically.js";
import { ollamaTarget } from "../../targets/ollama-target.js";
import type { Case, CaseSet, Check, Run, Trial } from "../../types/index.js";
import { failureText } from "../failure-text.js";
import {
  type HarnessAnswer,
  type HarnessLatencyRow,
  type HarnessQualityRow,
  type HarnessScore,
  harnessAnalysis,
  harnessLatencyRows,
  harnessQualityRows,
  harnessReading,
} from "./harness-analysis.js";
import {
  claimHarnessFolder,
  harnessFailures,
  harnessResults,
  readHarnessFailures,
  readHarnessFolder,
  writeHarnessFiles,
} from "./harness-files.js";

/** What {@link runHarness} is asked. */
export interface HarnessOptions {
  /** @default "http://127.0.0.1:11434" */
  readonly host?: string;
  readonly models: readonly string[];
  readonly cases: CaseSet;
  /** The folder for `<model>_prompt_NN.json`, `summary.json` and `analysis.md`. */
  readonly out: string;
  /** One throw-away request to each model first. @default true */
  readonly warmup?: boolean;
  /** @default 256 */
  readonly maxTokens?: number;
  /** Where the run's own folder is made. @default outputs/ of the project */
  readonly directory?: string;
  readonly onProgress?: ((progress: RunProgress) => void) | null;
}

const settingNames: SettingNames<HarnessOptions> = {
  host: true,
  models: true,
  cases: true,
  out: true,
  warmup: true,
  maxTokens: true,
  directory: true,
  onProgress: true,
};

/** What {@link runHarness} gives back, and {@link readHarness} without a run. */
export interface HarnessResultTables {
  readonly latency: readonly HarnessLatencyRow[];
  readonly quality: readonly HarnessQualityRow[];
  /** One sentence for each model: speed against quality. */
  readonly reading: readonly string[];
  /** The analysis as Markdown. */
  readonly analysis: string;
}

/** The tables, and where everything lies. */
export interface HarnessRun extends HarnessResultTables {
  readonly run: Run;
  readonly files: readonly string[];
  /** Whether the warm-up of each model was answered, and if not, why. */
  readonly warmups: readonly { readonly model: string; readonly failure: string | null }[];
  readonly failed: number;
}

/**
 * Sends every prompt to every model of an Ollama server, one at a time, model by model. A model that is missing or a prompt
 * that fails is reported and does not stop the others.
 * @throws when no server answers, no model or prompt is given, or the folder holds results of other prompts.
 * @example
 * (await runHarness({ models: ["llama3.2:1b", "smollm2"], cases, out: "outputs/benchmark_outputs" })).analysis;
 */
export async function runHarness(options: HarnessOptions): Promise<HarnessRun> {
  checkOptions("runHarness", options, settingNames);
  checkTexts("runHarness", "models", options.models);
  checkedCases("runHarness", options.cases);
  checkPath("runHarness", "out", options.out);
  const { models, cases, out, warmup = true, maxTokens = 256, host } = options;
  if (models.length === 0) throw new Error("expected at least one model, got none: name them as in --models a,b");
  const targets = models.map((model) =>
    ollamaTarget({ model, requireModel: false, ...(host === undefined ? {} : { host }) }),
  );
  await claimHarnessFolder(out, cases);
  const run = await runBenchmark({
    name: "harness",
    targets,
    cases,
    warmups: warmup ? 1 : 0,
    order: "sequential",
    errorBudget: 1,
    generation: { maxTokens, temperature: 0 },
    ...(options.directory === undefined ? {} : { directory: options.directory }),
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
  });
  const trials = await run.trials();
  await scoreRun(run);
  const results = harnessResults(trials, cases.cases, (target) => target);
  const failures = harnessFailures(trials, cases.cases, (target) => target);
  const files = await writeHarnessFiles(out, results, failures);
  const tables = tablesOf(answersOf(trials, cases));
  await writeAtomically(path.join(out, "analysis.md"), tables.analysis);
  return {
    ...tables,
    run,
    files: [...files, "analysis.md"],
    warmups: trials
      .filter((trial) => trial.phase === "warmup")
      .map((trial) => ({ model: trial.target, failure: failureText(trial) })),
    failed: trials.filter((trial) => trial.phase === "measured" && trial.outcome.kind !== "answered").length,
  };
}

/**
 * Reads a folder that `runHarness` or seed 001's own script wrote, and analyses it the same way. With the cases that it was made
 * from, the answers are checked as well.
 *
 * @example
 * (await readHarness("outputs/benchmark_outputs", { cases })).reading;
 */
export async function readHarness(
  directory: string,
  options: { readonly cases?: CaseSet } = {},
): Promise<HarnessResultTables> {
  checkPath("readHarness", "directory", directory);
  checkOptions("readHarness", options, { cases: true });
  const cases = options.cases === undefined ? [] : checkedCases("readHarness", options.cases);
  const results = await readHarnessFolder(directory);
  const answered = results.map(({ latency_s, ...one }): HarnessAnswer => ({ ...one, latencySeconds: latency_s }));
  const failed = (await readHarnessFailures(directory)).map(({ model, prompt }) => noAnswer(model, prompt));
  const answers = [...answered, ...failed, ...untold([...answered, ...failed], cases)];
  const checks = new Map(cases.map((one) => [one.prompt, one.checks]));
  return tablesOf(answers.map((answer) => ({ ...answer, checks: checks.get(answer.prompt) ?? [] })));
}

const noAnswer = (model: string, prompt: string): HarnessAnswer => ({
  model,
  prompt,
  response: null,
  latencySeconds: null,
});

/** Seed 001's script leaves a failed prompt out of summary.json: a prompt that another model or the cases have was not answered. */
function untold(answers: readonly HarnessAnswer[], cases: readonly Case[]): readonly HarnessAnswer[] {
  const prompts = new Set([...answers, ...cases].map(({ prompt }) => prompt));
  const models = [...new Set(answers.map(({ model }) => model))];
  return models.flatMap((model) => {
    const own = new Set(answers.filter((one) => one.model === model).map(({ prompt }) => prompt));
    return [...prompts].filter((prompt) => !own.has(prompt)).map((prompt) => noAnswer(model, prompt));
  });
}

interface CheckedAnswer extends HarnessAnswer {
  readonly checks: readonly Check[];
}

function tablesOf(answers: readonly CheckedAnswer[]): HarnessResultTables {
  const scores = answers.flatMap(scoresOf);
  const [latency, quality] = [harnessLatencyRows(answers), harnessQualityRows(answers, scores)];
  return { latency, quality, reading: harnessReading(latency, quality), analysis: harnessAnalysis(answers, scores) };
}

/** The checks of a prompt that was not answered count, and are not passed; one that cannot be passed or failed does not count. */
function scoresOf({ model, response, checks }: CheckedAnswer): readonly HarnessScore[] {
  return checks.flatMap((check) => {
    const { passed } = judgeCheck(check, response ?? "");
    return passed === null ? [] : [{ model, passed: passed && response !== null }];
  });
}

function answersOf(trials: readonly Trial[], { cases }: CaseSet): readonly CheckedAnswer[] {
  const byId = new Map(cases.map((one) => [one.id, one]));
  return trials
    .filter((trial) => trial.phase === "measured")
    .map(({ target, caseId, outcome, endAtMs, dispatchedAtMs }) => ({
      model: target,
      prompt: byId.get(caseId)?.prompt ?? "",
      response: outcome.kind === "answered" ? outcome.text : null,
      latencySeconds: outcome.kind === "answered" ? (endAtMs - dispatchedAtMs) / 1000 : null,
      checks: byId.get(caseId)?.checks ?? [],
    }));
}
