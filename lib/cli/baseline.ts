import { type BaselineResult, loadCases, projectFile, type RunProgress, recipes, tables } from "../index.js";
import { type AddCommand, doing, exitCodes, say, wholeNumber } from "./command.js";
import { armFrom } from "./settings-option.js";

interface Given {
  readonly baseline: string;
  readonly optimised?: readonly string[];
  readonly prompts?: string;
  readonly maxTokens: number;
  readonly repetitions: number;
  readonly out: string;
}

const defaultOptimized = ["short-prompt:compressPrompt=true", "short-prompt+lean:compressPrompt=true,contextSize=512"];
const collect = (word: string, words: readonly string[] = []) => [...words, word];

/** `benchbook baseline`: a baseline against optimized settings of the same engine. */
export const addBaseline: AddCommand = (program) => {
  program
    .command("baseline")
    .description("compare a baseline with optimized settings: time, tokens, memory, answers")
    .option("--baseline <settings>", "name:key=value,key=value", "as-asked:useKvCache=true")
    .option("--optimised <settings>", `the same; repeatable (default: ${defaultOptimized.join(" and ")})`, collect)
    .option("--prompts <file>", "cases as .jsonl, .json or .csv (default: data/cases/baseline.jsonl)")
    .option("--repetitions <n>", "how often each arm gets each prompt", wholeNumber(1), 2)
    .option("--max-tokens <n>", "longest answer", wholeNumber(1), 32)
    .option(
      "--out <dir>",
      "where benchmark_results.json, benchmark_plots/ and the run folders go",
      projectFile("outputs/baseline"),
    )
    .addHelpText(
      "after",
      "\nSettings: model, contextSize, threads, gpuLayers, useKvCache, flashAttention, useMmap, reasoningText, compressPrompt." +
        "\n\nExamples:\n  npx benchbook baseline --baseline no-cache:useKvCache=false --optimised cache:useKvCache=true --max-tokens 8" +
        "\n  npx benchbook baseline --baseline q8:model=smollm2-135m-instruct-q8_0" +
        " --optimised q4:model=smollm2-135m-instruct-q4_0 --optimised q4-short:model=smollm2-135m-instruct-q4_0,compressPrompt=true",
    )
    .addHelpText("after", exitCodes("an answer failed, or the run did not finish"))
    .action(doing<Given>(baseline));
};

async function baseline(given: Given) {
  const { maxTokens, repetitions, out } = given;
  const arms = { baseline: armFrom(given.baseline), optimized: (given.optimised ?? defaultOptimized).map(armFrom) };
  const cases = await loadCases(given.prompts ?? projectFile("data/cases/baseline.jsonl"));
  const result = await recipes.baseline({
    ...arms,
    cases,
    maxTokens,
    repetitions,
    directory: out,
    onProgress: sayCount,
  });
  const { run, memoryRun, improvements, optimized, results, plots } = result;
  const directories = [run, ...(memoryRun === null ? [] : [memoryRun])].map(({ directory }) => directory);
  const failed = [result.baseline, ...optimized].some((arm) => arm.failed > 0);
  const json = { results, plots, directories, baseline: result.baseline, optimized, improvements };
  return { text: textOf(result, directories), json, good: !failed && run.manifest.state === "finished" };
}

function textOf({ baseline, optimized, improvements, results, plots }: BaselineResult, directories: readonly string[]) {
  const arms = [baseline, ...optimized].map((arm) => ({
    arm: arm.name,
    "time (s)": arm.totalSeconds,
    "tok/s": arm.tokensPerSecond,
    "input tokens": arm.inputTokens,
    "output tokens": arm.outputTokens,
    "peak (MB)": arm.peakMemoryMb,
    "mean (MB)": arm.meanMemoryMb,
    "tokens/MB": arm.tokensPerMb,
    "length (characters)": arm.responseLength,
    answered: arm.answered,
    failed: arm.failed,
  }));
  const worse = improvements.flatMap(({ arm, metric, percent, explanation }) =>
    explanation === null || percent === null ? [] : [`${arm}, ${metric} ${percent.toFixed(1)} %: ${explanation}`],
  );
  return [
    tables.text(arms, { caption: "All prompts once, mean of the repetitions; memory above the baseline before load" }),
    "",
    tables.text(recipes.improvementTable(improvements), {
      caption:
        "Improvement over the baseline in percent, of the totals; below 0 is worse. By prompt: the median and its 95 % interval",
    }),
    ...arms.flatMap(({ arm, answered, failed: broken }) =>
      broken === 0 ? [] : [`${arm}: ${broken} of ${answered + broken} answers failed; its totals are unknown`],
    ),
    ...(worse.length === 0 ? [] : ["", ...worse]),
    "",
    `results: ${results}`,
    ...plots.map((plot) => `plot: ${plot}`),
    ...directories.map((directory) => `run folder: ${directory}`),
  ].join("\n");
}

function sayCount({ completed, total, recent }: RunProgress): void {
  for (const { target, caseId, failure } of recent)
    if (failure !== null) say(`${target} ${caseId}: FAILED: ${failure}`);
  if (completed % 5 === 0 || completed === total) say(`${completed}/${total} answers`);
}
