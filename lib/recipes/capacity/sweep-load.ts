import * as v from "valibot";
import { positiveNumber, wholeNumber } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import { metricsOf } from "../../metrics/trial-metrics.js";
import type { LoadPanel, LoadPoint } from "../../report/figures/load-figure.js";
import { meanInterval } from "../../statistics/intervals/mean-interval.js";
import { quantile } from "../../statistics/quantile.js";
import type { Run } from "../../types/index.js";
import { wholeCases } from "../../workload/case-file/case-set.js";
import { randomStream, shuffled } from "../../workload/random.js";
import { clientLimit } from "../part-run.js";
import { keepResult, partsFolder } from "../parts-folder.js";
import { goodOf, levelRun } from "./level-run.js";
import { type LevelOptions, type LevelSettings, levelFields, requireLimits } from "./settings.js";

/** What {@link sweepLoad} measures. */
export interface SweepLoadOptions extends LevelOptions {
  /** The rates, in requests per second. */
  readonly levels: readonly number[];
  /** How often each level is measured: every round has all levels, in a drawn order. @default 3 */
  readonly rounds?: number;
  /** Requests of one level in one round. @default 100 */
  readonly requests?: number;
}

/** A value over the rounds with its 95 % interval; null where it was not observed, or in one round only. */
export interface OverRounds {
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** One level of a sweep, over all rounds. */
export interface SweepLevel {
  readonly requestsPerSecond: number;
  readonly rounds: number;
  readonly requests: number;
  /** Rounds in which the client itself was the limit: their times are too long. */
  readonly clientLimitedRounds: number;
  readonly goodShare: OverRounds;
  /** Requests that were answered, per second. */
  readonly answeredPerSecond: OverRounds;
  readonly latencyP50Ms: OverRounds;
  readonly latencyP95Ms: OverRounds;
}

/** What came of a sweep. */
export interface LoadSweep {
  readonly target: string;
  readonly levels: readonly SweepLevel[];
  /** For `bb.figures.load`: the good share, what was answered and latency, against the offered rate. */
  readonly panels: readonly LoadPanel[];
  /** The folder with a run folder for each level and round. */
  readonly directory: string;
}

const sweepOptions = settings({
  ...levelFields,
  levels: v.pipe(
    v.array(positiveNumber, "a list of rates in requests per second"),
    v.minLength(1, "a list of at least one rate in requests per second"),
  ),
  rounds: v.optional(wholeNumber(1), 3),
  requests: v.optional(wholeNumber(2), 100),
});

/**
 * How does a target do under more and more load? Measures given rates in rounds, each round all of them in a drawn order.
 *
 * Each level of each round is an ordinary run. Requests in a queue depend on their neighbors, so intervals are Student's over the rounds
 * and not over requests; one round gives none. `clientLimitedRounds` says where the client was too slow. `resume: directory` continues a sweep that was stopped.
 * @throws before anything is sent, when an option is wrong; and when a level does not finish.
 *
 * @example
 * bb.showFigure(bb.figures.load((await bb.sweepLoad({ target, cases, limits: { latencyMs: 500 }, levels: [1, 2, 4] })).panels));
 */
export async function sweepLoad(options: SweepLoadOptions): Promise<LoadSweep> {
  const given = checkedOptions("sweepLoad", sweepOptions, options);
  requireLimits("sweepLoad", given.limits);
  const cases = wholeCases("sweepLoad", given.cases);
  const directory = await partsFolder("sweep", given);
  const settings = { ...given, cases, directory };
  const seen = new Map<number, Seen[]>(given.levels.map((rate) => [rate, []]));
  const random = randomStream(given.seed, "order of levels");
  let place = 0;
  for (let round = 0; round < given.rounds; round++)
    for (const requestsPerSecond of shuffled([...seen.keys()], random)) {
      place += 1;
      const level = { place, requestsPerSecond, requests: given.requests, seed: given.seed + place };
      seen.get(requestsPerSecond)?.push(await seenIn(await levelRun(settings, level), settings));
    }
  const levels = [...seen].sort(([a], [b]) => a - b).map(([rate, rounds]) => levelOf(rate, rounds));
  const sweep = { target: given.target.name, levels, panels: panelsOf(given.target.name, levels), directory };
  await keepResult(directory, "sweep.json", { limits: given.limits, arrivals: given.arrivals, ...sweep });
  return sweep;
}

/** What one level came to in one round. */
interface Seen {
  readonly requests: number;
  readonly isClientLimited: boolean;
  readonly goodShare: number;
  readonly answeredPerSecond: number | null;
  readonly latencyP50Ms: number | null;
  readonly latencyP95Ms: number | null;
}

async function seenIn(run: Run, settings: LevelSettings): Promise<Seen> {
  const good = await goodOf(run, settings);
  const measured = (await run.trials()).filter(({ phase }) => phase === "measured");
  const answered = measured.filter(({ outcome }) => outcome.kind === "answered");
  const latencies = answered.flatMap((trial) => metricsOf(trial).latencyMs ?? []);
  const at = (share: number) => (latencies.length === 0 ? null : quantile(latencies, share));
  const first = measured.reduce((least, { dispatchedAtMs }) => Math.min(least, dispatchedAtMs), Infinity);
  const last = measured.reduce((most, { endAtMs }) => Math.max(most, endAtMs), -Infinity);
  return {
    requests: measured.length,
    isClientLimited: clientLimit(run) !== null,
    goodShare: good.filter((one) => one).length / good.length,
    answeredPerSecond: last > first ? (answered.length * 1000) / (last - first) : null,
    latencyP50Ms: at(0.5),
    latencyP95Ms: at(0.95),
  };
}

function levelOf(requestsPerSecond: number, rounds: readonly Seen[]): SweepLevel {
  const over = (value: (seen: Seen) => number | null, most = Infinity) => overRounds(rounds.map(value), most);
  return {
    requestsPerSecond,
    rounds: rounds.length,
    requests: rounds.reduce((sum, { requests }) => sum + requests, 0),
    clientLimitedRounds: rounds.filter(({ isClientLimited }) => isClientLimited).length,
    goodShare: over((seen) => seen.goodShare, 1),
    answeredPerSecond: over((seen) => seen.answeredPerSecond),
    latencyP50Ms: over((seen) => seen.latencyP50Ms),
    latencyP95Ms: over((seen) => seen.latencyP95Ms),
  };
}

/** None of these quantities is below 0, and a share not above 1: an interval ends there. */
function overRounds(values: readonly (number | null)[], most: number): OverRounds {
  const known = values.flatMap((value) => value ?? []);
  const [only] = known;
  if (only === undefined) return { mean: null, low: null, high: null };
  if (known.length === 1) return { mean: only, low: null, high: null };
  const { mean, low, high } = meanInterval(known);
  return { mean, low: Math.max(0, low), high: Math.min(most, high) };
}

function panelsOf(target: string, levels: readonly SweepLevel[]): readonly LoadPanel[] {
  const panel = (title: string, of: (level: SweepLevel) => OverRounds, scale = 1): LoadPanel => ({
    title,
    points: levels.map((level): LoadPoint => {
      const { mean, low, high } = of(level);
      const scaled = (value: number | null) => (value === null ? null : value * scale);
      const values = { value: scaled(mean), low: scaled(low), high: scaled(high) };
      return { target, load: level.requestsPerSecond, ...values, n: level.requests };
    }),
  });
  return [
    panel("answered (requests/s)", (level) => level.answeredPerSecond),
    panel("good answers (%)", (level) => level.goodShare, 100),
    panel("latency p95 (ms)", (level) => level.latencyP95Ms),
  ];
}
