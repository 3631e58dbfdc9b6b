import { mean, sampleStandardDeviation, sampleVariance } from "simple-statistics";
import { checkMadeLoad } from "../../arguments/check-runs.js";
import { checkList, checkNumber } from "../../arguments/check-values.js";
import { namedArrivals, type OpenLoad } from "./named-arrivals.js";

/** How instants are spread in time, and whether they follow the process that the load names. Null: too few to say. */
export interface ArrivalStatistics {
  readonly gaps: number;
  readonly ratePerSecond: number | null;
  /** Standard deviation of the gaps (n - 1 below) over their mean: 0 constant, 1 Poisson, 1 / sqrt(burstiness) gamma. */
  readonly coefficientOfVariation: number | null;
  /** Variance over mean of the counts in windows of ten mean gaps: 0 constant, 1 Poisson, about 1 / burstiness gamma. */
  readonly fanoFactor: number | null;
  readonly fanoWindows: number;
  /** Kolmogorov-Smirnov: how far the gaps lie from those of the name at the load's rate, and how likely that is by chance. */
  readonly distance: number | null;
  readonly p: number | null;
  /** The same where each gap may be off by a timer's millisecond to either side: what the client's resolution does not explain. */
  readonly distanceBeyondTimer: number | null;
  readonly pBeyondTimer: number | null;
}

const FEWEST_GAPS = 5;
const FEWEST_WINDOWS = 10;
const GAPS_IN_A_WINDOW = 10;

/**
 * The statistics of arrivals in one stretch or several: lists of instants in milliseconds, each ascending or not, whose gaps
 * are pooled; no gap reaches from one list into the next.
 *
 * Gaps come one after the other, so with n instants in a list there are n - 1. Fewer than 5 gaps tell nothing, fewer than 10
 * windows no Fano factor. Throws RangeError for an instant that is not finite.
 *
 * @example
 * bb.inspect.arrivalStatistics([[0, 10, 20, 30, 40, 50]], { kind: "open", requestsPerSecond: 100, arrivals: "constant", burstiness: null, durationSeconds: null, maxInFlight: null }).coefficientOfVariation; // => 0
 */
export function arrivalStatistics(stretches: readonly (readonly number[])[], load: OpenLoad): ArrivalStatistics {
  checkList("arrivalStatistics", "stretches", stretches, "a list of lists of instants");
  checkMadeLoad("arrivalStatistics", load, ["open"]);
  checkNumber("arrivalStatistics", "load.requestsPerSecond", load.requestsPerSecond);
  const sorted = stretches.map((instants) => ascending(instants));
  const gaps = sorted.flatMap((instants) => instants.slice(1).map((atMs, index) => atMs - (instants[index] ?? atMs)));
  const counts = sorted.flatMap((instants) =>
    windowCounts(instants, (GAPS_IN_A_WINDOW * 1000) / load.requestsPerSecond),
  );
  const enough = gaps.length >= FEWEST_GAPS && mean(gaps) > 0;
  const named = namedArrivals(load);
  const { distance, p } = enough ? named.test(gaps) : { distance: null, p: null };
  const beyond = enough ? named.testBeyondTimer(gaps) : { distance: null, p: null };
  return {
    gaps: gaps.length,
    ratePerSecond: enough ? 1000 / mean(gaps) : null,
    coefficientOfVariation: enough ? sampleStandardDeviation(gaps) / mean(gaps) : null,
    fanoFactor: counts.length >= FEWEST_WINDOWS && mean(counts) > 0 ? sampleVariance(counts) / mean(counts) : null,
    fanoWindows: counts.length,
    distance,
    p,
    distanceBeyondTimer: beyond.distance,
    pBeyondTimer: beyond.p,
  };
}

function ascending(instants: readonly number[]): number[] {
  checkList("arrivalStatistics", "each stretch", instants, "a list of instants in milliseconds");
  const wrong = instants.find((atMs) => !Number.isFinite(atMs));
  if (wrong !== undefined) throw new RangeError(`expected instants in milliseconds, got ${wrong}`);
  return [...instants].sort((a, b) => a - b);
}

/** How many instants fall into each whole window, from the first one on. */
function windowCounts(instants: readonly number[], windowMs: number): number[] {
  const [first = 0] = instants;
  const windows = instants.length === 0 ? 0 : Math.floor(((instants.at(-1) ?? first) - first) / windowMs);
  const counts = new Array<number>(windows).fill(0);
  for (const atMs of instants) {
    const window = Math.floor((atMs - first) / windowMs);
    if (window < windows) counts[window] = (counts[window] ?? 0) + 1;
  }
  return counts;
}
