import path from "node:path";
import * as v from "valibot";
import { checkedCases } from "../../arguments/check-runs.js";
import { checkPath } from "../../arguments/check-values.js";
import {
  caseSetField,
  checkedLater,
  filledText,
  text,
  texts,
  trueOrFalse,
  wholeNumber,
} from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import type { RunProgress } from "../../run/progress.js";
import { runBenchmark } from "../../run/run-benchmark.js";
import { runFields } from "../../run/settings.js";
import { judgeCheck } from "../../scoring/check-scorer.js";
import { scoreRun } from "../../scoring/score-run.js";
import { writeAtomically } from "../../store/run-folder/files/write-atomically.js";
import { ollamaTarget } from "../../targets/ollama-target.js";
import type { Case, CaseSet, Check, Run, Trial } from "../../types/index.js";
import { failureText } from "../failure-text.js";
import {
  claimFolder,
  readModelAnswers,
  readModelFailures,
  savedAnswers,
  savedFailures,
  writeModelFiles,
} from "./files.js";
import {
  type ModelAnswer,
  type ModelLatencyRow,
  type ModelQualityRow,
  type ModelScore,
  modelLatencyRows,
  modelQualityRows,
  modelsPage,
  modelsReading,
} from "./page.js";

/** What {@link runModels} is asked. */
export interface ModelsOptions {
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

const modelsOptions = settings({
  host: v.optional(text),
  models: texts,
  cases: caseSetField,
  out: filledText("a path"),
  warmup: v.optional(trueOrFalse, true),
  maxTokens: v.optional(wholeNumber(1), 256),
  directory: runFields.directory,
  onProgress: runFields.onProgress,
});

const readingOptions = settings({ cases: v.optional(checkedLater<CaseSet>()) });

/** What {@link runModels} gives back, and {@link readModels} without a run. */
export interface ModelsTables {
  readonly latency: readonly ModelLatencyRow[];
  readonly quality: readonly ModelQualityRow[];
  /** One sentence for each model: speed against quality. */
  readonly reading: readonly string[];
  /** The analysis as Markdown. */
  readonly analysis: string;
}

/** The tables, and where everything lies. */
export interface ModelsResult extends ModelsTables {
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
 * (await bb.recipes.models({ models: ["llama3.2:1b", "smollm2"], cases, out: "outputs/benchmark_outputs" })).analysis;
 */
export async function runModels(options: ModelsOptions): Promise<ModelsResult> {
  const given = checkedOptions("recipes.models", modelsOptions, options);
  const { models, cases, out, warmup, maxTokens, host, directory, onProgress } = given;
  checkedCases("recipes.models", cases);
  if (models.length === 0) throw new Error("expected at least one model, got none: name them as in --models a,b");
  const targets = models.map((model) => ollamaTarget({ model, requireModel: false, host }));
  await claimFolder(out, cases);
  const run = await runBenchmark({
    name: "harness",
    targets,
    cases,
    history: "last-turn",
    warmups: warmup ? 1 : 0,
    order: "sequential",
    errorBudget: 1,
    generation: { maxTokens, temperature: 0 },
    directory,
    onProgress,
  });
  const trials = await run.trials();
  await scoreRun(run);
  const results = savedAnswers(trials, cases.cases, (target) => target);
  const failures = savedFailures(trials, cases.cases, (target) => target);
  const files = await writeModelFiles(out, results, failures);
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
 * Reads a folder that this recipe, or another script in the same form, wrote, and analyses it the same way. With the cases that it was made
 * from, the answers are checked as well.
 *
 * @example
 * (await bb.recipes.readModels("outputs/benchmark_outputs", { cases })).reading;
 */
export async function readModels(directory: string, options: { readonly cases?: CaseSet } = {}): Promise<ModelsTables> {
  checkPath("readModels", "directory", directory);
  const given = checkedOptions("readModels", readingOptions, options);
  const cases = given.cases === undefined ? [] : checkedCases("readModels", given.cases);
  const results = await readModelAnswers(directory);
  const answered = results.map(({ latency_s, ...one }): ModelAnswer => ({ ...one, latencySeconds: latency_s }));
  const failed = (await readModelFailures(directory)).map(({ model, prompt }) => noAnswer(model, prompt));
  const answers = [...answered, ...failed, ...untold([...answered, ...failed], cases)];
  const checks = new Map(cases.map((one) => [one.prompt, one.checks]));
  return tablesOf(answers.map((answer) => ({ ...answer, checks: checks.get(answer.prompt) ?? [] })));
}

const noAnswer = (model: string, prompt: string): ModelAnswer => ({
  model,
  prompt,
  response: null,
  latencySeconds: null,
});

/** Other scripts leave a failed prompt out of summary.json: a prompt that another model or the cases have was not answered. */
function untold(answers: readonly ModelAnswer[], cases: readonly Case[]): readonly ModelAnswer[] {
  const prompts = new Set([...answers, ...cases].map(({ prompt }) => prompt));
  const models = [...new Set(answers.map(({ model }) => model))];
  return models.flatMap((model) => {
    const own = new Set(answers.filter((one) => one.model === model).map(({ prompt }) => prompt));
    return [...prompts].filter((prompt) => !own.has(prompt)).map((prompt) => noAnswer(model, prompt));
  });
}

interface CheckedAnswer extends ModelAnswer {
  readonly checks: readonly Check[];
}

function tablesOf(answers: readonly CheckedAnswer[]): ModelsTables {
  const scores = answers.flatMap(scoresOf);
  const [latency, quality] = [modelLatencyRows(answers), modelQualityRows(answers, scores)];
  return { latency, quality, reading: modelsReading(latency, quality), analysis: modelsPage(answers, scores) };
}

/** The checks of a prompt that was not answered count, and are not passed; one that cannot be passed or failed does not count. */
function scoresOf({ model, response, checks }: CheckedAnswer): readonly ModelScore[] {
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
