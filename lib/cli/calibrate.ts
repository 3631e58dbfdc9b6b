import { type Calibration, type CalibrationOptions, calibrate, tables } from "../index.js";
import { type AddCommand, doing, exitCodes, wholeNumber } from "./command.js";

/** `benchbook calibrate`: what this client can measure on this machine, against a server that knows the truth. */
export const addCalibrate: AddCommand = (program) => {
  program
    .command("calibrate")
    .description("measure this client against a local server that knows when it wrote each token (about 15 s)")
    .option("--streams <count>", "answers at once", wholeNumber(1), 16)
    .option("--tokens-per-second <count>", "tokens per second of each stream", wholeNumber(1), 50)
    .option("--rounds <count>", "how often the streams answer, after one warm-up round", wholeNumber(1), 8)
    .option("--requests-per-second <count>", "rate of the open loop whose lag is measured", wholeNumber(1), 100)
    .option("--seconds <count>", "duration of that open loop", wholeNumber(1), 3)
    .addHelpText("after", "\nExample:\n  npx benchbook calibrate --streams 64 --json")
    .addHelpText("after", exitCodes(null))
    .action(doing<CalibrationOptions>(report));
};

async function report({ streams, tokensPerSecond, rounds, requestsPerSecond, seconds }: CalibrationOptions) {
  const found = await calibrate({ streams, tokensPerSecond, rounds, requestsPerSecond, seconds });
  const { how, limits } = found;
  const lines = [
    tables.text(rowsOf(found)),
    `events parsed and recorded: ${Math.round(found.eventsPerSecond)} per second (of ${how.events})`,
    `gaps of the open loop vary by ${found.coefficientOfVariation?.toFixed(3) ?? "an unknown share"} of their mean`,
    `smallest step of the clock: ${found.timerResolutionMs ?? "not known"} ms`,
    `${how.streams} streams of ${how.tokensPerSecond} tokens/s in lockstep; open loop of ${how.requestsPerSecond} requests/s for ${how.seconds} s`,
    `${how.api}, ${how.server}; ${how.cpu ?? "processor not known"}, ${how.cores ?? "?"} cores, load average ${how.loadAverage1m ?? "?"}, node ${how.node}`,
    ...limits.map((limit) => `held up: ${limit}`),
  ];
  return { text: lines.join("\n"), json: found, good: true };
}

function rowsOf(found: Calibration): readonly object[] {
  const row = (what: string, values: { n?: number; p50: number; p99: number; max: number } | null) => ({
    what,
    n: values?.n ?? null,
    p50Ms: values?.p50 ?? null,
    p99Ms: values?.p99 ?? null,
    maxMs: values?.max ?? null,
  });
  return [
    row("time to first token, error", found.timeToFirstTokenErrorMs),
    row("gap between tokens, error", found.gapErrorMs),
    row("event loop late by", found.eventLoopDelayMs),
    row("open loop, request late by", found.lagMs),
  ];
}
