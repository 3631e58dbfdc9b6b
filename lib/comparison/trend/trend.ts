import type { ComparedMetric } from "../../metrics/catalogue.js";
import type { Interval } from "../../statistics/intervals/interval.js";
import type { Conditions, Difference } from "./conditions.js";

/** What a history comes to, in a word. The reasons say the rest. */
export type TrendVerdict = "slower" | "faster" | "no-change-seen" | "too-few-runs";

/** One run in a history. */
export interface TrendRun {
  /** Place in the order of time among all runs that were given, from 1. */
  readonly place: number;
  readonly runId: string;
  /** The run's own name. */
  readonly name: string;
  readonly directory: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** One target in one run: the metric's estimate, in its unit. */
export interface TrendPoint extends TrendRun {
  /** Mean over cases of the means of their answered trials. */
  readonly estimate: number;
  /** Over cases, of the trend's confidence; null below ten cases. */
  readonly interval: Interval | null;
  readonly cases: number;
  readonly trials: number;
  /** What a reader must know of this run, in sentences. */
  readonly notes: readonly string[];
}

/** A step to another level between two runs of a series. */
export interface TrendChange {
  /** The first run at the new level. */
  readonly at: TrendRun;
  /** The last run at the old one. */
  readonly last: TrendRun;
  /** Geometric means of the estimates of the segments on either side. */
  readonly before: number;
  readonly after: number;
  /** (after / before - 1) x 100. */
  readonly changePercent: number;
  /** For it; allows for a look after every run. */
  readonly interval: Interval;
  /** Of the permutation test. */
  readonly p: number;
  /** `within-noise` is a step that may be no larger than the noise threshold. */
  readonly verdict: "slower" | "faster" | "within-noise";
  /** What else may explain it, in sentences. */
  readonly notes: readonly string[];
}

/** Runs of a series at one level. */
export interface TrendSegment {
  readonly from: TrendRun;
  readonly to: TrendRun;
  readonly runs: number;
  /** Geometric mean of the estimates. */
  readonly level: number;
}

/** The runs of a target under the same conditions. */
export interface TrendSeries {
  readonly conditions: Conditions;
  /** The earlier series with the fewest differences, from 1; null for the first. */
  readonly differsFrom: number | null;
  /** What differs from it; empty for the first. */
  readonly differs: readonly Difference[];
  readonly points: readonly TrendPoint[];
  readonly segments: readonly TrendSegment[];
  readonly changes: readonly TrendChange[];
  /** False where the runs are too few to show any change. */
  readonly isLongEnough: boolean;
  /** What these runs cannot show, and what would let them, in sentences. */
  readonly limits: readonly string[];
}

/** The history of one target. */
export interface TargetTrend {
  readonly target: string;
  readonly verdict: TrendVerdict;
  /** Why it is this verdict, in sentences, the deciding one first. */
  readonly reasons: readonly string[];
  readonly series: readonly TrendSeries[];
}

/** A run that is in no series, for one target or, with null, for all. */
export interface LeftOut extends TrendRun {
  readonly target: string | null;
  readonly reason: string;
}

/** Whether a metric changed over a history of runs. Null is unknown. */
export interface Trend {
  readonly kind: "trend";
  readonly metric: ComparedMetric;
  readonly unit: string;
  readonly confidence: number;
  readonly noiseThreshold: number;
  /** How many runs were given. */
  readonly runs: number;
  /** The gravest of the targets. */
  readonly verdict: TrendVerdict;
  readonly reasons: readonly string[];
  readonly targets: readonly TargetTrend[];
  readonly leftOut: readonly LeftOut[];
}
