import * as v from "valibot";
import { texts, tokenSource } from "../arguments/fields.js";
import { confidence, type Interval } from "../statistics/intervals/interval.js";
import type { TokenSource } from "../types/index.js";
import { type ComparedMetric, comparedMetric } from "./catalogue.js";

/** What a comparison comes to, in a word. The reasons say the rest. */
export type Verdict = "faster" | "slower" | "no-difference-seen" | "too-few-data" | "not-comparable";

/** How much one trial was above or below what its case and target usually took, for a figure of the drift. */
export interface DriftPoint {
  readonly target: string;
  readonly session: number;
  readonly dispatchedAtMs: number;
  /** (value / geometric mean of the case and target - 1) x 100. */
  readonly deviationPercent: number;
}

/** Whether a metric went up or down while the run went on. Null is what so few repetitions cannot tell. */
export interface Drift {
  readonly kind: "drift";
  readonly metric: ComparedMetric;
  readonly n: number;
  /** From the first to the last third of the trials. */
  readonly changePercent: number | null;
  /** Kendall's tau of deviation against order. */
  readonly tau: number | null;
  readonly p: number | null;
  readonly points: readonly DriftPoint[];
}

/** How a comparison is made. */
export interface CompareOptions {
  readonly metric: ComparedMetric;
  /** Changes up to this share are noise of machines and not called a difference; 0.02 by default. */
  readonly noiseThreshold?: number;
  /** Of the interval, and 1 - the level of the test; 0.95 by default. */
  readonly confidence?: number;
  /** Count tokens by this source only, for the metrics that are made of tokens. */
  readonly tokenSource?: TokenSource;
  /** What else counts against the run, such as why it is invalid: each is a reason not to compare. */
  readonly problems?: readonly string[];
}

/** Candidate against baseline in one metric, paired by case. Null is what so few data cannot tell. */
export interface Comparison {
  readonly kind: "comparison";
  readonly metric: ComparedMetric;
  readonly baseline: string;
  readonly candidate: string;
  /** Cases (prompts) with at least one pair of successful trials: the unit of the inference. */
  readonly n: number;
  /** Pairs of trials of the same case and repetition. */
  readonly pairs: number;
  readonly baselineMedian: number | null;
  readonly candidateMedian: number | null;
  /** Candidate / baseline: the Hodges-Lehmann center of the cases' ratios. */
  readonly ratio: number | null;
  /** (ratio - 1) x 100. */
  readonly changePercent: number | null;
  /** For the ratio. */
  readonly interval: Interval | null;
  readonly confidence: number;
  /** Two-sided, exact: all ways to swap the arms within cases. */
  readonly p: number | null;
  /** The same after Holm's adjustment when several comparisons were made together; otherwise equal to p. */
  readonly pAdjusted: number | null;
  /** How many comparisons were made together, which the adjustment covers; 1 without an adjustment. The interval is never adjusted. */
  readonly adjustedFor: number;
  /** Matched-pairs rank-biserial correlation: 1 when the candidate has more in every case, -1 when less in every case. */
  readonly effectSize: number | null;
  readonly noiseThreshold: number;
  /** How the metric moved while both arms ran; null when nobody looked, as between two runs. */
  readonly drift: Omit<Drift, "points"> | null;
  readonly verdict: Verdict;
  /** Why it is this verdict, and what to keep in mind, in sentences; the deciding one first. */
  readonly reasons: readonly string[];
}

const noiseText = "a share from 0";

/** The settings of {@link CompareOptions}. */
export const compareFields = {
  metric: comparedMetric,
  noiseThreshold: v.optional(v.pipe(v.number(noiseText), v.minValue(0, noiseText), v.ltValue(1, noiseText)), 0.02),
  confidence,
  tokenSource,
  problems: v.optional(texts, []),
};
