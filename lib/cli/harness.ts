import { loadCases, projectFile, type RunProgress, recipes, tables } from "../index.js";
import { type AddCommand, doing, exitCodes, say, wholeNumber } from "./command.js";

interface Given {
  readonly host?: string;
  readonly models: string;
  readonly prompts?: string;
  readonly out: string;
  readonly warmup: boolean;
  readonly maxTokens: number;
}

/** `benchbook harness`: models x prompts on Ollama, one JSON file for each answer. */
export const addHarness: AddCommand = (program) => {
  program
    .command("harness")
    .description("send every prompt to every model of an Ollama server, and keep every answer")
    .option("--host <url>", "where Ollama listens (default: http://127.0.0.1:11434)")
    .requiredOption("--models <a,b>", "the models, separated by commas")
    .option("--prompts <file>", "cases as .jsonl, .json or .csv (default: data/cases/models.jsonl)")
    .option("--out <folder>", "where the answers go", "benchmark_outputs")
    .option("--no-warmup", "skip the throw-away request to each model")
    .option("--max-tokens <n>", "longest answer", wholeNumber(1), 256)
    .addHelpText(
      "after",
      "\nExample:\n  npx benchbook harness --models llama3.2:1b,llama3.1:8b --out benchmark_outputs",
    )
    .addHelpText("after", exitCodes("an answer failed, or the run did not finish"))
    .action(doing<Given>(harness));
};

async function harness({ host, models, prompts, out, warmup, maxTokens }: Given) {
  const cases = await loadCases(prompts ?? projectFile("data/cases/models.jsonl"));
  const names = models.split(",").map((name) => name.trim());
  const options = { models: names.filter(Boolean), cases, out, warmup, maxTokens, onProgress: sayEach };
  const result = await recipes.models(host === undefined ? options : { ...options, host });
  const text = [
    tables.text(result.latency),
    tables.text(result.quality),
    ...result.reading,
    `wrote ${result.files.length} files to ${out}`,
    `run folder: ${result.run.directory}`,
  ].join("\n");
  const { latency, quality, reading, files, warmups, failed } = result;
  const json = { out, files, directory: result.run.directory, warmups, failed, latency, quality, reading };
  return { text, json, good: failed === 0 && result.run.manifest.state === "finished" };
}

function sayEach({ completed, total, recent }: RunProgress): void {
  const from = completed - recent.length + 1;
  recent.forEach(({ target, caseId, phase, latencyMs, failure }, index) => {
    const warmed = failure === null ? `✓ Warmed up ${target}` : `✗ Warmup failed for ${target}: ${failure}`;
    const how = latencyMs === null ? `FAILED: ${failure}` : `${(latencyMs / 1000).toFixed(2)}s`;
    say(phase === "warmup" ? warmed : `  ${target} ${caseId} (${from + index}/${total})... ${how}`);
  });
}
