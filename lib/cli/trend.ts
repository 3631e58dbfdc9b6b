import { type TargetTrend, type Trend, tables, trend } from "../index.js";
import { comparedMetric, comparedMetrics } from "../metrics/catalogue.js";
import type { JunitCase } from "../report/junit-text.js";
import { signedPercentText } from "../text/number-text.js";
import { type AddCommand, doing, exitCodes } from "./command.js";
import { writeJunit } from "./junit-file.js";
import { type TrendGate, trendGate } from "./trend-gate.js";

interface Given {
  readonly arguments: readonly [readonly string[]];
  readonly metric: string;
  readonly target?: string;
  readonly failOnChange?: boolean;
  readonly junit?: string;
}

/** `benchbook trend RUN…`: whether a metric changed over many runs, with a gate for CI. */
export const addTrend: AddCommand = (program) => {
  program
    .command("trend")
    .description("find the runs at which a metric stepped to another level")
    .argument("<runs...>", "the folders of the runs, in any order")
    .option("--metric <name>", `one of ${comparedMetrics.join(", ")}`, "latencyMs")
    .option("--target <name>", "only this target (default: all)")
    .option(
      "--fail-on-change",
      "exit with 1 if a change for the worse is found, or if the newest run is left out; a history that is still too short passes",
    )
    .option("--junit <file>", "also write the result as JUnit XML, a test case for each target")
    .addHelpText(
      "after",
      "\nExample:\n  npx benchbook trend outputs/nightly-* --metric latencyMs --fail-on-change --junit trend.xml\n" +
        "To accept a change, give only the runs after it.",
    )
    .addHelpText("after", exitCodes("the gate of --fail-on-change failed"))
    .action(doing<Given>(showTrend));
};

async function showTrend({ arguments: [runs], metric, target, failOnChange, junit }: Given) {
  const compared = comparedMetrics.find((name) => name === metric);
  if (!compared) throw new Error(`expected --metric to be ${comparedMetric.message}, got ${metric}`);
  const found = await trend(runs, { metric: compared, ...(target === undefined ? {} : { target }) });
  const gates = found.targets.map((one) => trendGate(one, found));
  await writeJunit(
    junit,
    "benchbook trend",
    gates.map((gate, at) => junitCase(gate, found, found.targets[at])),
  );
  const asked = failOnChange === true;
  const text = [
    tables.text(rowsOf(found), { limit: 500 }),
    `${metric}: ${found.verdict}`,
    ...found.reasons.map((reason) => `- ${reason}`),
    ...found.leftOut.map(({ place, name, reason }) => `- left out: run ${place} (${name}): ${reason}`),
    ...(asked ? gates.map(gateText) : []),
  ];
  return {
    text: text.join("\n"),
    json: asked ? { ...found, gates } : found,
    good: !asked || gates.every(({ outcome }) => outcome !== "failed"),
  };
}

const gateText = ({ target, outcome, reason }: TrendGate) =>
  `--fail-on-change, ${target}: ${outcome === "failed" ? "FAILED" : outcome === "passed" ? "passed" : "passed for lack of evidence"}, ${reason}`;

function junitCase({ target, outcome, reason }: TrendGate, { metric }: Trend, found?: TargetTrend): JunitCase {
  const text = [`verdict: ${found?.verdict ?? "unknown"}`, ...(found?.reasons ?? [])].join("\n");
  return { name: `${target} ${metric}`, outcome, message: reason, text };
}

/** A row for each run of each target, in the order of time. */
function rowsOf({ targets, unit }: Trend) {
  return targets.flatMap(({ target, series }) =>
    series
      .flatMap(({ points, changes }, at) =>
        points.map((point) => {
          const change = changes.find((one) => one.at.place === point.place);
          return {
            ...{ run: point.place, name: point.name, began: point.createdAt.slice(0, 16).replace("T", " ") },
            ...{ target, series: at + 1, estimate: point.estimate },
            ...{ low: point.interval?.low ?? null, high: point.interval?.high ?? null, unit },
            change: change === undefined ? "" : signedPercentText(change.changePercent),
          };
        }),
      )
      .sort((a, b) => a.run - b.run),
  );
}
