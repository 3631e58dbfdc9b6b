import { type Comparison, comparedMetrics, compareRuns, compareTargets, openRun } from "../index.js";
import { type AddCommand, doing, exitCodes, numberFrom } from "./command.js";

interface Given {
  readonly arguments: readonly [string, string | undefined];
  readonly baseline?: string;
  readonly candidate?: string;
  readonly metric: string;
  readonly failOnSlower?: number;
}

/** `benchbook compare RUN [RUN]`: two arms of one run, or one arm of two runs, with a verdict and a gate for CI. */
export const addCompare: AddCommand = (program) => {
  program
    .command("compare")
    .description("compare two targets of a run, or the same target of two runs, case by case")
    .argument("<run>", "a run's folder (the baseline, when two are given)")
    .argument("[run]", "the candidate's run folder")
    .option("--baseline <target>", "name of the baseline's target (default: the only or first one)")
    .option("--candidate <target>", "name of the candidate's target (default: the only or second one)")
    .option("--metric <name>", `one of ${comparedMetrics.join(", ")}`, "latencyMs")
    .option("--fail-on-slower <percent>", "exit with 1 when the candidate is worse by more than this", numberFrom(0))
    .addHelpText(
      "after",
      "\nExamples:\n  npx benchbook compare outputs/RUN --baseline q8_0 --candidate q4_0\n" +
        "  npx benchbook compare outputs/YESTERDAY outputs/TODAY --fail-on-slower 5",
    )
    .addHelpText("after", exitCodes("the gate of --fail-on-slower does not pass"))
    .action(doing<Given>(compare));
};

async function compare({ arguments: [first, second], baseline, candidate, metric, failOnSlower }: Given) {
  const compared = comparedMetrics.find((name) => name === metric);
  if (!compared) throw new Error(`expected --metric to be one of ${comparedMetrics.join(", ")}, got ${metric}`);
  const comparison = second
    ? await twoRuns(first, second, { metric: compared, ...named(baseline, candidate) })
    : await oneRun(first, compared, baseline, candidate);
  const { verdict, reasons, changePercent } = comparison;
  const change =
    changePercent === null
      ? ""
      : `, ${changePercent > 0 ? "+" : ""}${changePercent.toFixed(1)} %${between(comparison)}`;
  const text = [
    `${comparison.candidate} against ${comparison.baseline}, ${metric}: ${verdict}${change}`,
    ...reasons.map((one) => `- ${one}`),
  ];
  return {
    text: text.join("\n"),
    json: comparison,
    good: failOnSlower === undefined || passes(comparison, failOnSlower),
  };
}

/** A gate that cannot know does not pass: too few data or arms that cannot be compared are no evidence that all is well. */
function passes({ verdict, changePercent }: Comparison, percent: number): boolean {
  if (verdict === "slower") return Math.abs(changePercent ?? Infinity) <= percent;
  return verdict === "faster" || verdict === "no-difference-seen";
}

function between({ interval, confidence }: Comparison): string {
  if (interval === null) return "";
  const percent = (ratio: number) => `${((ratio - 1) * 100).toFixed(1)} %`;
  return ` (${confidence * 100} % interval ${percent(interval.low)} to ${percent(interval.high)})`;
}

async function oneRun(directory: string, metric: Comparison["metric"], baseline?: string, candidate?: string) {
  const run = await openRun(directory);
  const names = run.manifest.targets.map((target) => target.name);
  const [first, other] = [baseline ?? names[0], candidate ?? names.find((name) => name !== (baseline ?? names[0]))];
  if (!first || !other)
    throw new Error(`expected a run with two targets, or two runs; ${directory} has ${names.join(", ")}`);
  return compareTargets(await run.trials(), { baseline: first, candidate: other, metric });
}

async function twoRuns(first: string, second: string, options: Parameters<typeof compareRuns>[2]) {
  const [before, after] = [await openRun(first), await openRun(second)];
  const [was, is] = [before.manifest.caseSet, after.manifest.caseSet];
  if (was.sha256 !== is.sha256)
    throw new Error(
      `the runs asked different prompts: ${was.name} ${was.version} and ${is.name} ${is.version} differ, so nothing can be compared`,
    );
  return compareRuns(await before.trials(), await after.trials(), options);
}

const named = (baseline?: string, candidate?: string) => ({
  ...(baseline === undefined ? {} : { baseline }),
  ...(candidate === undefined ? {} : { candidate }),
});
