import { chiSquareLowerTail } from "../../statistics/distributions.js";
import {
  type KolmogorovSmirnov,
  kolmogorovSmirnov,
  kolmogorovUpperTail,
} from "../../statistics/significance/kolmogorov-smirnov.js";
import type { Load } from "../../types/index.js";

/** The load of an open loop, which names how its requests arrive. */
export type OpenLoad = Extract<Load, { kind: "open" }>;

/** What the name of an arrival process promises of its gaps. */
export interface NamedArrivals {
  /** Standard deviation of the gaps over their mean. */
  readonly coefficientOfVariation: number;
  /** Variance over mean of the counts in windows much longer than a gap. */
  readonly fanoFactor: number;
  /** Whether gaps are of this process, at the load's rate; the gaps in milliseconds. */
  test(gapsMs: readonly number[]): Departure;
  /** The same where every gap may be off by a timer's millisecond: what remains is no matter of the client's resolution. */
  testBeyondTimer(gapsMs: readonly number[]): Departure;
}

type Departure = Pick<KolmogorovSmirnov, "distance" | "p">;

/** The allowed error of a gap, which is a timer's precision. */
const TIMER_MS = 1;

/**
 * What an open loop's arrivals should be like: exponential gaps for Poisson, gamma gaps of shape `burstiness`, one and the
 * same gap for a constant rate. A gap of a constant rate has no continuous distribution: its distance is the share of gaps
 * that are too short or too long by more than 1 ms, whichever is more, and p is 1 without such gaps and 0 otherwise.
 */
export function namedArrivals({ arrivals, burstiness, requestsPerSecond }: OpenLoad): NamedArrivals {
  const meanMs = 1000 / requestsPerSecond;
  if (arrivals === "constant") {
    const test = (gaps: readonly number[]) => constantTest(gaps, meanMs);
    return { coefficientOfVariation: 0, fanoFactor: 0, test, testBeyondTimer: test };
  }
  const shape = arrivals === "gamma" ? (burstiness ?? 1) : 1;
  // A gamma of this shape and mean: chi-square of 2 x shape degrees of freedom, stretched. Shape 1 is the exponential.
  const below = (gapMs: number) => chiSquareLowerTail((2 * shape * gapMs) / meanMs, 2 * shape);
  return {
    coefficientOfVariation: 1 / Math.sqrt(shape),
    fanoFactor: 1 / shape,
    test: (gaps) => kolmogorovSmirnov(gaps, below),
    testBeyondTimer: (gaps) => beyondTimer(gaps, below),
  };
}

/**
 * The distance of Kolmogorov and Smirnov that is left when each gap may be off by a timer's resolution to either side, and the p
 * of such a distance, which is then too large rather than too small. Bursts have many gaps near 0, where no client can keep them:
 * without this every run of bursty arrivals departs.
 */
function beyondTimer(gapsMs: readonly number[], below: (x: number) => number): Departure {
  const sorted = [...gapsMs].sort((a, b) => a - b);
  const n = sorted.length;
  const distance = sorted.reduce((most, gap, index) => {
    const tooMany = (index + 1) / n - below(gap + TIMER_MS);
    const tooFew = (gap > TIMER_MS ? below(gap - TIMER_MS) : 0) - index / n;
    return Math.max(most, tooMany, tooFew);
  }, 0);
  return { distance, p: kolmogorovUpperTail(distance, n) };
}

function constantTest(gapsMs: readonly number[], meanMs: number) {
  const share = (isOff: (gap: number) => boolean) => gapsMs.filter(isOff).length / gapsMs.length;
  const distance = Math.max(
    share((gap) => gap < meanMs - TIMER_MS),
    share((gap) => gap > meanMs + TIMER_MS),
  );
  return { distance, p: distance === 0 ? 1 : 0 };
}
