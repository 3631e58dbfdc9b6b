import { openRun, type Ranking, rankTargets, tables } from "../index.js";
import { comparedMetrics } from "../metrics/catalogue.js";
import { type AddCommand, doing, exitCodes } from "./command.js";

interface Given {
  readonly arguments: readonly [string];
  readonly metric?: string;
  readonly scorer?: string;
}

/** `benchbook rank RUN`: the targets of a run from best to worst, with the ranks that each may truly have. */
export const addRank: AddCommand = (program) => {
  program
    .command("rank")
    .description("rank the targets of a run, with the ranks that each may truly have")
    .argument("<run>", "a run's folder")
    .option("--metric <name>", `one of ${comparedMetrics.join(", ")} (default: latencyMs)`)
    .option("--scorer <name>", "rank by what a scorer gave instead")
    .addHelpText("after", "\nExample:\n  npx benchbook rank outputs/RUN --metric timeToFirstTokenMs")
    .addHelpText("after", exitCodes("nothing could be ranked"))
    .action(doing<Given>(rank));
};

async function rank({ arguments: [directory], metric, scorer }: Given) {
  const known = comparedMetrics.find((name) => name === metric);
  if (metric !== undefined && known === undefined)
    throw new Error(`expected --metric to be one of ${comparedMetrics.join(", ")}, got ${metric}`);
  const run = await openRun(directory);
  const ranking = await rankTargets(run, { ...(known ? { metric: known } : {}), ...(scorer ? { scorer } : {}) });
  return { text: textOf(ranking), json: ranking, good: ranking.rows.length > 1 };
}

function textOf({ rows, by, unit, confidence, cases, leftOut, notes }: Ranking): string {
  const heading = unit === "" ? by : `${by} (${unit})`;
  const shown = rows.map(({ target, estimate, rankLow, rankHigh, group }) => ({
    ...{ target, [heading]: estimate },
    rank: rankLow === rankHigh ? String(rankLow) : `${rankLow} to ${rankHigh}`,
    group,
  }));
  return [
    ...(shown.length === 0 ? [] : [tables.text(shown, { limit: 200 })]),
    `${cases} cases; all ranks at once with ${confidence * 100} % confidence; targets of one group cannot be distinguished from its first`,
    ...leftOut.map(({ target, reason }) => `not ranked: ${target}, ${reason}`),
    ...notes,
  ].join("\n");
}
