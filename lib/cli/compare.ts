import { runProblems } from "../findings/run-problems.js";
import { type ComparedMetric, type Comparison, compareRuns, compareTargets, openRun } from "../index.js";
import { catalogue, comparedMetrics } from "../metrics/catalogue.js";
import type { JunitCase } from "../report/junit-text.js";
import { type AddCommand, doing, exitCodes, numberFrom } from "./command.js";
import { writeJunit } from "./junit-file.js";
import { type Gate, gateOf, noiseBelow } from "./regression-gate.js";

interface Given {
  readonly arguments: readonly [string, string | undefined];
  readonly baseline?: string;
  readonly candidate?: string;
  readonly metric: string;
  readonly failOnSlower?: number;
  readonly junit?: string;
}

/** `benchbook compare RUN [RUN]`: two arms of one run, or one arm of two runs, with a verdict and a gate for CI. */
export const addCompare: AddCommand = (program) => {
  program
    .command("compare")
    .description("compare two targets of a run, or the same target of two runs, case by case")
    .argument("<run>", "a run's folder (the baseline, when two are given)")
    .argument("[run]", "the candidate's run folder")
    .option("--baseline <target>", "the baseline's target (default: the only or first one)")
    .option("--candidate <target>", "the candidate's target (default: the only or second one)")
    .option("--metric <name>", `one of ${comparedMetrics.join(", ")}`, "latencyMs")
    .option(
      "--fail-on-slower <percent>",
      "exit with 1 if the candidate is slower by more than this, or if the data cannot show it",
      numberFrom(0),
    )
    .option("--junit <file>", "also write the result as JUnit XML")
    .addHelpText(
      "after",
      "\nExamples:\n  npx benchbook compare outputs/RUN --baseline q8_0 --candidate q4_0\n" +
        "  npx benchbook compare outputs/YESTERDAY outputs/TODAY --fail-on-slower 5",
    )
    .addHelpText("after", exitCodes("the gate of --fail-on-slower failed"))
    .action(doing<Given>(compare));
};

async function compare({ arguments: [first, second], baseline, candidate, metric, failOnSlower, junit }: Given) {
  const compared = comparedMetrics.find((name) => name === metric);
  if (!compared) throw new Error(`expected --metric to be one of ${comparedMetrics.join(", ")}, got ${metric}`);
  const asked: Asked = { metric: compared, names: named(baseline, candidate), ...noiseBelow(failOnSlower) };
  const comparison = second ? await twoRuns(first, second, asked) : await oneRun(first, asked);
  const gate = failOnSlower === undefined ? null : gateOf(comparison, failOnSlower);
  await writeJunit(junit, "benchbook compare", [junitCase(comparison, gate)]);
  const text = [
    `${comparison.candidate} against ${comparison.baseline}, ${metric}: ${comparison.verdict}${change(comparison)}`,
    ...comparison.reasons.map((one) => `- ${one}`),
    ...(gate === null
      ? []
      : [`--fail-on-slower ${failOnSlower}: ${gate.passed ? "passed" : "FAILED"}, ${gate.reason}`]),
  ];
  return {
    text: text.join("\n"),
    json: gate === null ? comparison : { ...comparison, gate },
    good: gate?.passed ?? true,
  };
}

/** A comparison as a test: by its gate; without one it passes, or is skipped where the arms could not be compared. */
function junitCase(comparison: Comparison, gate: Gate | null): JunitCase {
  const { baseline, candidate, metric, verdict, reasons } = comparison;
  const isKnown = verdict !== "too-few-data" && verdict !== "not-comparable";
  const ungated = isKnown ? "passed" : "skipped";
  return {
    name: `${candidate} against ${baseline}, ${metric}`,
    outcome: gate === null ? ungated : gate.passed ? "passed" : "failed",
    message: gate?.reason ?? reasons[0] ?? verdict,
    text: [`${verdict}${change(comparison)}`, ...reasons].join("\n"),
  };
}

/** The ratio, which way it runs, and how sure it is. */
function change({ ratio, interval, confidence, metric }: Comparison): string {
  if (ratio === null) return "";
  const percent = (one: number) => `${one > 1 ? "+" : ""}${((one - 1) * 100).toFixed(1)} %`;
  const within =
    interval === null ? "" : `, ${confidence * 100} % interval ${percent(interval.low)} to ${percent(interval.high)}`;
  const way = catalogue[metric].fasterWhen === "higher" ? "above 1 is faster" : "below 1 is faster";
  return `; candidate / baseline is ${ratio.toFixed(3)} (${percent(ratio)}${within}), ${way}`;
}

interface Asked {
  readonly metric: ComparedMetric;
  readonly names: { readonly baseline?: string; readonly candidate?: string };
  readonly noiseThreshold?: number;
}

async function oneRun(directory: string, { metric, names, ...options }: Asked) {
  const run = await openRun(directory);
  const all = run.manifest.targets.map((target) => target.name);
  const baseline = names.baseline ?? all.find((name) => name !== names.candidate);
  const candidate = names.candidate ?? all.find((name) => name !== baseline);
  if (!baseline || !candidate)
    throw new Error(`expected a run with two targets, or two runs; ${directory} has ${all.join(", ")}`);
  const trials = await run.trials();
  const problems = runProblems(trials, run.manifest, { targets: [baseline, candidate], metric, apart: false });
  return compareTargets(trials, { ...options, baseline, candidate, metric, problems });
}

async function twoRuns(first: string, second: string, { metric, names, ...options }: Asked) {
  const [before, after] = [await openRun(first), await openRun(second)];
  const [was, is] = [before.manifest.caseSet, after.manifest.caseSet];
  if (was.sha256 !== is.sha256)
    throw new Error(
      `the runs used different prompts: ${was.name} ${was.version} and ${is.name} ${is.version} differ, so they cannot be compared`,
    );
  const problems = [
    ...(await problemsOf("baseline", before, names.baseline, metric)),
    ...(await problemsOf("candidate", after, names.candidate, metric)),
  ];
  return compareRuns(await before.trials(), await after.trials(), { ...options, ...names, metric, problems });
}

type OpenedRun = Awaited<ReturnType<typeof openRun>>;

async function problemsOf(role: string, run: OpenedRun, target: string | undefined, metric: ComparedMetric) {
  const targets = target === undefined ? run.manifest.targets.map(({ name }) => name) : [target];
  const problems = runProblems(await run.trials(), run.manifest, { targets, metric, apart: true });
  return problems.map((problem) => `the ${role} run: ${problem}`);
}

const named = (baseline?: string, candidate?: string) => ({
  ...(baseline === undefined ? {} : { baseline }),
  ...(candidate === undefined ? {} : { candidate }),
});
