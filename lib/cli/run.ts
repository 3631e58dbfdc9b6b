import { readRunConfig, runBenchmark, summarize, tableText, writeReport } from "../index.js";
import { type AddCommand, doing, say } from "./command.js";

const example = `
Example file first.toml:
  name = "first"
  cases = "cases.jsonl"
  repetitions = 5
  [load]
  kind = "closed"
  concurrency = 2
  [generation]
  maxTokens = 64
  [[targets]]
  kind = "llama"
  model = "smollm2-135m-instruct-q4_1"

Example:
  npx benchbook run first.toml`;

/** `benchbook run CONFIG`: a whole run from a file, with its report. */
export const addRun: AddCommand = (program) => {
  program
    .command("run")
    .description("carry out the run that a TOML or JSON file describes, and write its report")
    .argument("<config>", "targets, cases, load and the rest, named as in runBenchmark")
    .addHelpText("after", example)
    .action(doing<{ arguments: readonly [string] }>(runConfig));
};

async function runConfig({ arguments: [file] }: { readonly arguments: readonly [string] }) {
  const options = await readRunConfig(file);
  const run = await runBenchmark({ ...options, onProgress: ({ completed, total }) => say(`${completed}/${total}`) });
  const { reports } = await writeReport(run);
  const { state, stateReason } = run.manifest;
  const summaries = summarize(await run.trials());
  const text = `${tableText(summaries)}\n${[...reports, run.directory].join("\n")}: ${state}${stateReason ? `: ${stateReason}` : ""}`;
  return {
    text,
    json: { directory: run.directory, state, stateReason, reports, summaries },
    good: state === "finished",
  };
}
