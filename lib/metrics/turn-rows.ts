import { type FromTrials, type TrialSource, withTrials } from "../arguments/with-trials.js";
import { bootstrapInterval } from "../statistics/intervals/bootstrap-interval.js";
import { quantile } from "../statistics/quantile.js";
import type { Trial } from "../types/index.js";
import { catalogue, type MetricName } from "./catalogue.js";
import { observe } from "./observed.js";
import { isMeasured } from "./sent.js";

/** One turn of the conversations of one target. Each number is a median over what was answered; null is unknown. */
export interface TurnRow {
  readonly target: string;
  readonly turn: number;
  /** Measured trials of this turn: those that were sent. */
  readonly trials: number;
  readonly answered: number;
  readonly failed: number;
  /** Turns whose conversation had ended before. */
  readonly notSent: number;
  readonly inputTokens: number | null;
  /** Ends of the 95 % interval of a median, drawn by conversation; null below ten conversations. So below. */
  readonly inputTokensLow: number | null;
  readonly inputTokensHigh: number | null;
  readonly cachedInputTokens: number | null;
  readonly cachedInputTokensLow: number | null;
  readonly cachedInputTokensHigh: number | null;
  readonly timeToFirstTokenMs: number | null;
  readonly timeToFirstTokenMsLow: number | null;
  readonly timeToFirstTokenMsHigh: number | null;
  readonly latencyMs: number | null;
  readonly latencyMsLow: number | null;
  readonly latencyMsHigh: number | null;
}

/**
 * The conversations of a run turn by turn, a row for each target and turn: how many were sent and answered, and the medians of the
 * prompt's length, of the tokens from a cache, of the time to first token and of the latency.
 *
 * The intervals draw whole conversations, since the turns and the repetitions of one are alike. Trials without a turn, of cases that
 * are one request, have no row. Pure for trials.
 *
 * @example
 * bb.tables.text(bb.tables.withIntervals(await bb.tables.turnRows(run)));
 */
export function turnRows<Source extends TrialSource>(source: Source): FromTrials<Source, TurnRow[]> {
  return withTrials("turnRows", source, (trials) => rowsOf(trials));
}

function rowsOf(trials: readonly Trial[]): TurnRow[] {
  const groups = new Map<string, Trial[]>();
  for (const trial of trials) {
    if (trial.turn === undefined || trial.phase !== "measured") continue;
    const key = JSON.stringify([trial.target, trial.turn]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [trial]);
    else group.push(trial);
  }
  const targets = [...new Set(trials.map(({ target }) => target))];
  return [...groups.values()]
    .flatMap((group) => (group[0] === undefined ? [] : [rowOf(group[0], group)]))
    .sort((a, b) => targets.indexOf(a.target) - targets.indexOf(b.target) || a.turn - b.turn);
}

function rowOf({ target, turn = 1 }: Trial, group: readonly Trial[]): TurnRow {
  const sent = group.filter(isMeasured);
  const count = (kind: Trial["outcome"]["kind"]) => group.filter(({ outcome }) => outcome.kind === kind).length;
  const answered = group.filter(({ outcome }) => outcome.kind === "answered");
  const input = medianOf(answered, "inputTokens");
  const cached = medianOf(answered, "cachedInputTokens");
  const first = medianOf(answered, "timeToFirstTokenMs");
  const whole = medianOf(answered, "latencyMs");
  return {
    ...{ target, turn, trials: sent.length },
    ...{ answered: count("answered"), failed: count("failed"), notSent: count("not-sent") },
    ...{ inputTokens: input.value, inputTokensLow: input.low, inputTokensHigh: input.high },
    ...{ cachedInputTokens: cached.value, cachedInputTokensLow: cached.low, cachedInputTokensHigh: cached.high },
    ...{ timeToFirstTokenMs: first.value, timeToFirstTokenMsLow: first.low, timeToFirstTokenMsHigh: first.high },
    ...{ latencyMs: whole.value, latencyMsLow: whole.low, latencyMsHigh: whole.high },
  };
}

interface Median {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

const median = (values: Float64Array | readonly number[]): number => quantile(values, 0.5);

function medianOf(trials: readonly Trial[], metric: MetricName): Median {
  const known = trials.flatMap((trial) => {
    const value = catalogue[metric].of(observe(trial));
    return value === null ? [] : [{ value, caseId: trial.caseId }];
  });
  const values = known.map(({ value }) => value);
  if (values.length === 0) return { value: null, low: null, high: null };
  const clusters = known.map(({ caseId }) => caseId);
  const found = values.length < 2 ? null : bootstrapInterval(values, median, { clusters, resamples: 2000 });
  const ends = found?.kind === "interval" ? { low: found.low, high: found.high } : { low: null, high: null };
  return { value: median(values), ...ends };
}
