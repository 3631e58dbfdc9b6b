import { checkMadeLoad } from "../../arguments/check-runs.js";
import { type FromTrials, type TrialSource, withTrials } from "../../arguments/with-trials.js";
import type { Load, Trial } from "../../types/index.js";
import { isMeasured } from "../sent.js";
import { type ArrivalStatistics, arrivalStatistics } from "./arrival-statistics.js";
import { namedArrivals, type OpenLoad } from "./named-arrivals.js";

/** The arrivals of one target of an open loop, compared with their name: as they were planned, and as they were sent. */
export interface ArrivalsTest {
  readonly kind: "arrivals-test";
  readonly target: string;
  readonly arrivals: OpenLoad["arrivals"];
  readonly requestsPerSecond: number;
  readonly burstiness: number | null;
  /** What the name promises. */
  readonly expectedCoefficientOfVariation: number;
  readonly expectedFanoFactor: number;
  readonly intended: ArrivalStatistics;
  readonly realized: ArrivalStatistics;
  /** False when what was sent is not what the name says, though it was planned so. Null for too few to tell. */
  readonly asNamed: boolean | null;
}

/** A departure that would come by chance once in a thousand runs, and is large enough to matter. */
const LEVEL = 0.001;
const DISTANCE = 0.1;

/**
 * Were the requests sent as the load's name says? For each target of an open loop the gaps between intended and between
 * realized sendings: rate, coefficient of variation, Fano factor of the counts, and the Kolmogorov-Smirnov test against
 * exponential (Poisson), gamma or constant gaps at the load's rate.
 *
 * The realized instants are those of dispatch, in their order. Blocks of a plan begin again, so no gap reaches over their
 * ends. `asNamed` is false when the realized gaps depart from the name beyond a timer's millisecond, beyond chance (p < 0.001) and
 * noticeably (a distance above 0.1), while the planned ones do not: then the client, or a limit in flight, bent the load. Other loads have no name to
 * hold to and give an empty list. Warm-ups never enter.
 *
 * Source: for Fano's factor, Fano (1947), Physical Review 72, 26-29; the use on arrivals as in Paxson and Floyd (1995), IEEE/ACM
 * Transactions on Networking 3, 226-244.
 *
 * @example
 * await bb.inspect.arrivals(run);
 */
export function arrivalsTest<Source extends TrialSource>(
  source: Source,
  load?: Load,
): FromTrials<Source, ArrivalsTest[]> {
  return withTrials("inspect.arrivals", source, (trials, run) =>
    arrivalsOf(trials, load ?? (run?.manifest.load as Load)),
  );
}

function arrivalsOf(trials: readonly Trial[], load: Load): ArrivalsTest[] {
  checkMadeLoad("inspect.arrivals", load);
  if (load.kind !== "open") return [];
  const measured = trials.filter((trial) => isMeasured(trial) && isArrival(trial));
  const targets = [...new Set(measured.map((trial) => trial.target))];
  return targets.map((target) => testOf(measured, target, load));
}

/** Later turns of a conversation follow their answers, and no arrival process. */
const isArrival = ({ turn = 1 }: Trial): boolean => turn === 1;

function testOf(measured: readonly Trial[], target: string, load: OpenLoad): ArrivalsTest {
  const blocks = blocksOf(measured.filter((trial) => trial.target === target));
  const of = (instant: (trial: Trial) => number) =>
    arrivalStatistics(
      blocks.map((block) => block.map(instant)),
      load,
    );
  const [intended, realized] = [of((trial) => trial.intendedAtMs), of((trial) => trial.dispatchedAtMs)];
  const { arrivals, requestsPerSecond, burstiness } = load;
  const named = namedArrivals(load);
  return {
    kind: "arrivals-test",
    target,
    arrivals,
    requestsPerSecond,
    burstiness,
    expectedCoefficientOfVariation: named.coefficientOfVariation,
    expectedFanoFactor: named.fanoFactor,
    intended,
    realized,
    asNamed: departs(realized) === null ? null : !(departs(realized) === true && departs(intended) !== true),
  };
}

function departs({ distanceBeyondTimer: distance, pBeyondTimer: p }: ArrivalStatistics): boolean | null {
  return distance === null || p === null ? null : p < LEVEL && distance > DISTANCE;
}

function blocksOf(trials: readonly Trial[]): readonly (readonly Trial[])[] {
  const blocks = new Map<string, Trial[]>();
  for (const trial of trials) {
    const key = `${trial.session} ${trial.block}`;
    const block = blocks.get(key);
    if (block === undefined) blocks.set(key, [trial]);
    else block.push(trial);
  }
  return [...blocks.values()];
}
