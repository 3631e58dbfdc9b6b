import {
  llamaTarget,
  loadCases,
  projectFile,
  type Run,
  type RunProgress,
  recipes,
  type StreamingResult,
  type Target,
  tables,
} from "../index.js";
import { type AddCommand, doing, exitCodes, numberFrom, say, wholeNumber } from "./command.js";
import { addServerOptions, type ServerOptions, serverFrom } from "./server-options.js";

interface Given extends ServerOptions {
  readonly prompts?: string;
  readonly batchSize: number;
  readonly maxTokens: number;
  /** False with `--no-temperature`. */
  readonly temperature: number | false;
  readonly warmups?: number;
  readonly csv?: string;
}

/** `benchbook stream`: prompts streamed in batches, one row each appended to results.csv. */
export const addStream: AddCommand = (program) => {
  const command = program
    .command("stream")
    .description("stream prompts in batches and append one row per prompt to results.csv");
  addServerOptions(command)
    .option("--prompts <file>", "cases as .jsonl, .json or .csv (default: data/cases/streaming.jsonl)")
    .option("--batch-size <n>", "requests sent together", wholeNumber(1), 2)
    .option("--max-tokens <n>", "longest answer", wholeNumber(1), 256)
    .option("--temperature <t>", "0 always takes the most likely token", numberFrom(0), 0.7)
    .option("--no-temperature", "leave the temperature to the server")
    .option("--warmups <n>", "throw-away requests first (default: the batch size)", wholeNumber(0))
    .option("--csv <file>", "where rows are appended (default: outputs/results.csv)")
    .addHelpText(
      "after",
      "\nExample:\n  npx benchbook stream --base-url http://localhost:8080/v1 --model my-model --api-key-env MY_KEY --batch-size 4",
    )
    .addHelpText("after", exitCodes("an answer failed, or the run did not finish"))
    .action(doing<Given>(stream));
};

async function stream(given: Given) {
  const cases = await loadCases(given.prompts ?? projectFile("data/cases/streaming.jsonl"));
  const { batchSize, maxTokens, temperature, warmups } = given;
  const csv = given.csv === undefined ? {} : { csv: given.csv };
  const result = await recipes.streaming({
    target: targetOf(given),
    cases,
    batchSize,
    maxTokens,
    temperature: temperature === false ? null : temperature,
    ...(warmups === undefined ? {} : { warmups }),
    ...csv,
    onProgress: sayEach,
  });
  const { rows, peakVramGb, run } = result;
  const broken = brokenOff(result);
  const unseen = rows.some(({ failure }) => failure === null)
    ? "no GPU was seen"
    : "unknown, because nothing was answered";
  const vram = peakVramGb === null ? unseen : `${peakVramGb.toFixed(2)} GB`;
  const text = [
    tables.text(rows, { limit: rows.length }),
    ...(result.failed === 0 ? [] : [`${result.failed} of ${rows.length} prompts were not answered`]),
    `peak VRAM: ${vram}`,
    `rows appended to ${result.csv}`,
    `run folder: ${run.directory}`,
    ...broken,
  ].join("\n");
  const { state, stateReason } = run.manifest;
  const json = { csv: result.csv, directory: run.directory, state, stateReason, peakVramGb, rows };
  return { text, json, good: result.failed === 0 && state === "finished" };
}

/** For a run that did not finish: why, what is stored, and how to continue. */
function brokenOff({ run, csv, rows }: StreamingResult): readonly string[] {
  const { state, stateReason, plannedTrials, warmups, targets } = run.manifest;
  if (state === "finished") return [];
  const answered = rows.filter((row) => row.latencySeconds !== null).length;
  return [
    "",
    `did not finish: ${stateReason ?? state}`,
    `stored: ${answered} of ${plannedTrials - warmups * targets.length} answers, in the run folder and as rows of ${csv}`,
    `to continue: npx benchbook resume ${run.directory}${again(run)}`,
    "this adds the missing trials to the run folder; the CSV keeps its rows",
  ];
}

/** What the run did not store must be given again. */
function again({ manifest: { targets } }: Run): string {
  const missing = targets.flatMap(({ notStored }) => Object.keys(notStored ?? {}));
  return missing.length === 0 ? "" : ` with this server's options again (${missing.join(", ")} was not stored)`;
}

const targetOf = (given: Given): Target =>
  serverFrom(given) ?? llamaTarget({ model: given.model ?? "smollm2-135m-instruct-q4_1" });

function sayEach({ completed, total, recent }: RunProgress): void {
  const from = completed - recent.length + 1;
  recent.forEach(({ caseId, phase, latencyMs, failure }, index) => {
    const how = latencyMs === null ? `FAILED: ${failure}` : `${(latencyMs / 1000).toFixed(2)} s`;
    say(`${from + index}/${total} ${caseId}${phase === "warmup" ? " (warm-up)" : ""}: ${how}`);
  });
}
