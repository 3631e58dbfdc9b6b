import { summarize } from "../../metrics/summarize.js";
import { quantile } from "../../statistics/quantile.js";
import type { ServerTimes, Trial } from "../../types/index.js";

const TIMES = ["queueMs", "loadMs", "promptMs", "decodeMs", "totalMs"] as const satisfies (keyof ServerTimes)[];

/** What the table of the servers' own accounts says of itself. */
export const serverCaption =
  "The server's own account of an answer, by target: medians of what it tells, never mixed with the client's numbers";

/**
 * A row for each target whose server told its own time: the medians of its durations and of what follows from them, a column for
 * each that some server told. None where no server told any. Pure.
 */
export function serverRows(trials: readonly Trial[]): readonly object[] {
  const told = trials.filter((trial) => trial.phase === "measured" && trial.serverTimes !== undefined);
  const rows = summarize(told).map(({ group, ...metrics }) => {
    const times = told.flatMap((trial) => (trial.target === group ? (trial.serverTimes ?? []) : []));
    return {
      target: group,
      toldBy: [...new Set(times.map(({ source }) => source))].join(", "),
      answers: times.length,
      ...Object.fromEntries(TIMES.map((name) => [name, medianOf(times.flatMap((one) => one[name] ?? []))])),
      serverPromptTokensPerSecond: metrics.serverPromptTokensPerSecond.p50,
      serverDecodeTokensPerSecond: metrics.serverDecodeTokensPerSecond.p50,
      clientMinusServerMs: metrics.clientMinusServerMs.p50,
    };
  });
  const known = new Set(
    rows.flatMap((row) => Object.entries(row).flatMap(([name, value]) => (value === null ? [] : name))),
  );
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => known.has(name))));
}

const medianOf = (values: readonly number[]): number | null => (values.length === 0 ? null : quantile(values, 0.5));
