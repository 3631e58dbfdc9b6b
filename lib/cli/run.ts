import { Option } from "commander";
import { verdictSentence } from "../findings/verdict-sentence.js";
import { type History, type Run, readRunConfig, runBenchmark, summarize, tables, writeReport } from "../index.js";
import { goodputByTarget, type TargetGoodput } from "../metrics/goodput.js";
import { type AddCommand, doing, exitCodes, say } from "./command.js";

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
  [limits]
  responseTimeMs = 2000
  [[targets]]
  kind = "llama"
  model = "smollm2-135m-instruct-q4_1"

Example:
  npx benchbook run first.toml`;

/** `benchbook run CONFIG`: a whole run from a file, with its report. */
export const addRun: AddCommand = (program) => {
  program
    .command("run")
    .description("execute the run that a TOML or JSON file describes, and write its report")
    .argument("<config>", "targets, cases, load and other options, named as in runBenchmark")
    .addHelpText("after", example)
    .option("--strict", "exit with 1 unless the run's verdict is valid, not only when the run was interrupted")
    .addOption(
      new Option(
        "--history <how>",
        "how a case with several user turns is sent, instead of what the file says",
      ).choices(["real", "recorded", "last-turn"]),
    )
    .addHelpText("after", exitCodes("the run did not finish; with --strict also when it is not valid"))
    .action(doing<RunCommand>(runConfig));
};

interface RunCommand {
  readonly arguments: readonly [string];
  readonly strict?: boolean;
  readonly history?: History;
}

async function runConfig({ arguments: [file], strict = false, history }: RunCommand) {
  const options = { ...(await readRunConfig(file)), ...(history === undefined ? {} : { history }) };
  const run = await runBenchmark({ ...options, onProgress: ({ completed, total }) => say(`${completed}/${total}`) });
  const { reports } = await writeReport(run);
  const { state, stateReason, verdict } = run.manifest;
  const trials = await run.trials();
  const summaries = summarize(trials);
  const goodput = goodputByTarget(trials, run.manifest);
  const ended = `${run.directory}: ${state}${stateReason ? `: ${stateReason}` : ""}`;
  return {
    text: [tables.text(summaries), ...goodput.map(goodputLine), ...reports, ended, ...verdictLines(run)].join("\n"),
    json: { directory: run.directory, state, stateReason, verdict: verdict ?? null, reports, summaries, goodput },
    good: state === "finished" && (!strict || verdict?.verdict === "valid"),
  };
}

/** What to print about a run with reasons against it or with notes; nothing for any other run. */
function verdictLines({ manifest: { verdict } }: Run): string[] {
  if (verdict === undefined) return [];
  const { reasons, notes = [] } = verdict;
  if (verdict.verdict === "valid" && notes.length === 0) return [];
  const lines = [...reasons, ...notes.map((note) => `note: ${note}`)].map((line) => `  ${line}`);
  return [verdictSentence({ ...verdict, reasons: [], notes: [] }), ...lines];
}

function goodputLine({ target, good, trials, goodRequestsPerSecond }: TargetGoodput): string {
  const rate = goodRequestsPerSecond === null ? "" : `, ${Number(goodRequestsPerSecond.toPrecision(3))} per second`;
  return `${target}: ${good} of ${trials} answers within the limits${rate}`;
}
