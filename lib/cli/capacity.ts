import { findCapacity, readRunConfig, type SweepLevel, sweepLoad, tables } from "../index.js";
import { numberText } from "../text/number-text.js";
import { type AddCommand, doing, exitCodes, numberFrom, say, wholeNumber } from "./command.js";

interface Given {
  readonly arguments: readonly [string];
  readonly from: number;
  readonly to: number;
  readonly share: number;
  readonly maxRequests: number;
  readonly resume?: string;
}

/** `benchbook capacity CONFIG`: the highest rate at which a share of the requests stays within the limits. */
export const addCapacity: AddCommand = (program) => {
  program
    .command("capacity")
    .description("find the highest request rate that a target answers within limits")
    .argument("<config>", "a file as for `run`, with one target and [limits]")
    .requiredOption("--from <rate>", "lowest rate to try, in requests per second", numberFrom(0))
    .requiredOption("--to <rate>", "highest rate to try", numberFrom(0))
    .option("--share <share>", "the share of requests that must be good", numberFrom(0), 0.95)
    .option("--max-requests <n>", "requests of all levels together", wholeNumber(1000), 4000)
    .option("--resume <folder>", "the folder of a search that was stopped")
    .addHelpText("after", "\nExample:\n  npx benchbook capacity server.toml --from 1 --to 64 --max-requests 4000")
    .addHelpText("after", exitCodes("the capacity could not be bounded"))
    .action(doing<Given>(capacity));
};

async function capacity({ arguments: [file], from, to, share, maxRequests, resume }: Given) {
  const level = await levelOptions(file);
  const found = await findCapacity({
    ...{ ...level, from, to, share, maxRequests },
    ...(resume === undefined ? {} : { resume }),
  });
  const answer =
    found.kind === "interval"
      ? `capacity: ${numberText(found.estimate)} requests/s (95 % interval ${numberText(found.low)} to ${numberText(found.high)})`
      : `capacity not bounded: ${found.reason}`;
  const rows = found.levels.map(({ requestsPerSecond, requests, goodShare }) => ({
    requestsPerSecond,
    requests,
    goodPercent: goodShare * 100,
  }));
  const text = [tables.text(rows, { limit: 200 }), answer, found.directory].join("\n");
  return { text, json: found, good: found.kind === "interval" };
}

interface GivenLevels {
  readonly arguments: readonly [string];
  readonly levels: string;
  readonly rounds: number;
  readonly requests: number;
  readonly resume?: string;
}

/** `benchbook load CONFIG`: given rates, in rounds. */
export const addLoad: AddCommand = (program) => {
  program
    .command("load")
    .description("measure given request rates in rounds, each in a drawn order")
    .argument("<config>", "a file as for `run`, with one target and [limits]")
    .requiredOption("--levels <rates>", "rates in requests per second, separated by commas")
    .option("--rounds <n>", "how often each rate is measured", wholeNumber(1), 3)
    .option("--requests <n>", "requests of one rate in one round", wholeNumber(2), 100)
    .option("--resume <folder>", "the folder of a sweep that was stopped")
    .addHelpText("after", "\nExample:\n  npx benchbook load server.toml --levels 1,2,4,8 --rounds 3")
    .addHelpText("after", exitCodes("a level did not finish"))
    .action(doing<GivenLevels>(load));
};

async function load({ arguments: [file], levels, rounds, requests, resume }: GivenLevels) {
  const sweep = await sweepLoad({
    ...(await levelOptions(file)),
    ...{ levels: levels.split(",").map(Number), rounds, requests },
    ...(resume === undefined ? {} : { resume }),
  });
  return {
    text: [tables.text(sweep.levels.map(rowOf), { limit: 200 }), sweep.directory].join("\n"),
    json: sweep,
    good: true,
  };
}

const rowOf = (level: SweepLevel) => ({
  requestsPerSecond: level.requestsPerSecond,
  requests: level.requests,
  clientLimitedRounds: level.clientLimitedRounds,
  goodPercent: level.goodShare.mean === null ? null : level.goodShare.mean * 100,
  answeredPerSecond: level.answeredPerSecond.mean,
  latencyP50Ms: level.latencyP50Ms.mean,
  latencyP95Ms: level.latencyP95Ms.mean,
  latencyP95LowMs: level.latencyP95Ms.low,
  latencyP95HighMs: level.latencyP95Ms.high,
});

/** A run's configuration as the settings of a level: one target, its limits, and what is asked of it. */
async function levelOptions(file: string) {
  const { targets, cases, limits, generation, timeouts, warmups, seed, directory } = await readRunConfig(file);
  const [target, ...others] = targets;
  if (target === undefined || others.length > 0)
    throw new Error(`${file}: expected one target, got ${targets.length}: each has a capacity of its own`);
  if (!limits) throw new Error(`${file}: expected [limits], such as responseTimeMs = 2000, got none`);
  return {
    ...{ target, cases, limits, onProgress: ({ completed, total }: LevelProgress) => say(`${completed}/${total}`) },
    ...(generation === undefined ? {} : { generation }),
    ...(timeouts === undefined ? {} : { timeouts }),
    ...(warmups === undefined ? {} : { warmups }),
    ...(seed === undefined ? {} : { seed }),
    ...(directory === undefined ? {} : { directory }),
  };
}

interface LevelProgress {
  readonly completed: number;
  readonly total: number;
}
