import { loadCases, projectFile, type RunProgress, recipes, tables, type VariantsResult } from "../index.js";
import { type AddCommand, doing, exitCodes, say, wholeNumber } from "./command.js";
import { targetFrom } from "./target-option.js";

interface Given {
  readonly models?: string;
  readonly reference?: string;
  readonly prompts?: string;
  readonly maxTokens: number;
  readonly repetitions: number;
  readonly oneAtATime?: boolean;
  readonly out: string;
}

/** `benchbook variants`: variants of a model side by side, in speed, memory and nearness to a reference. */
export const addVariants: AddCommand = (program) => {
  program
    .command("variants")
    .description("compare variants of a model: speed, memory, similarity to a reference's answers")
    .option(
      "--models <list>",
      "known names, GGUF files, transformers:M, ollama:M@HOST, openai:M@URL, separated by commas",
    )
    .option("--reference <name>", "the variant that the others' answers are compared with (default: the first)")
    .option("--prompts <file>", "cases as .jsonl, .json or .csv (default: data/cases/variants.jsonl)")
    .option("--max-tokens <n>", "longest answer", wholeNumber(1), 64)
    .option("--repetitions <n>", "how often each variant gets each prompt", wholeNumber(1), 1)
    .option("--one-at-a-time", "hold one variant in memory at a time instead of taking turns")
    .option("--out <dir>", "where raw_results.csv, report.md and the run folders go", projectFile("outputs/variants"))
    .addHelpText(
      "after",
      "\nWithout --models: F16, Q8_0 and Q4_0 of the embedded weights, created on first use (about a minute)." +
        "\n\nExample:\n  npx benchbook variants --models smollm2-135m-instruct-q8_0,smollm2-135m-instruct-q4_0 --max-tokens 32",
    )
    .addHelpText("after", exitCodes("an answer failed, or the run did not finish"))
    .action(doing<Given>(variants));
};

async function variants(given: Given) {
  const { reference, maxTokens, repetitions, oneAtATime, out } = given;
  const cases = await loadCases(given.prompts ?? projectFile("data/cases/variants.jsonl"));
  const named = given.models?.split(",").map((word) => targetFrom(word.trim()));
  const result = await recipes.variants({
    cases,
    maxTokens,
    repetitions,
    isolation: oneAtATime ? "target" : "run",
    directory: out,
    onProgress: sayCount,
    onLine: say,
    ...(named === undefined ? {} : { variants: named }),
    ...(reference === undefined ? {} : { reference }),
  });
  const { run, memoryRun, rows, summaries, csv, report } = result;
  const json = {
    csv,
    report,
    directory: run.directory,
    memoryDirectory: memoryRun?.directory ?? null,
    summaries,
    rows,
  };
  const failed = summaries.some((one) => one.failed > 0);
  return { text: textOf(result), json, good: !failed && run.manifest.state === "finished" };
}

function textOf({ rows, csv, report, run, memoryRun }: VariantsResult): string {
  const table = rows.map((row) => ({
    model: row.model,
    device: row.device,
    precision: row.precision,
    "tok/s": row.tokensPerSecond,
    "latency (s)": row.latencySeconds,
    "VRAM (MB)": row.vramMb ?? (row.device === "CPU" ? "NA" : null),
    "resident (MB)": row.residentMb,
    cosine: row.cosineSimilarity === null ? null : row.cosineSimilarity.toFixed(3),
    prompt: row.promptId,
  }));
  const folders = [run, ...(memoryRun === null ? [] : [memoryRun])].map(({ directory }) => `run folder: ${directory}`);
  return [tables.text(table, { limit: table.length }), `raw results: ${csv}`, `report: ${report}`, ...folders].join(
    "\n",
  );
}

function sayCount({ completed, total, recent }: RunProgress): void {
  for (const { target, caseId, failure } of recent)
    if (failure !== null) say(`${target} ${caseId}: FAILED: ${failure}`);
  if (completed % 5 === 0 || completed === total) say(`${completed}/${total} answers`);
}
