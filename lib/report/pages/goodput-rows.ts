import { catalogue, isMetric } from "../../metrics/catalogue.js";
import { goodputByTarget, type TargetGoodput } from "../../metrics/goodput.js";
import { wilsonInterval } from "../../statistics/intervals/wilson-interval.js";
import type { ReportInput } from "./report-input.js";

/**
 * The goodput of each target as rows of a table, with how many trials missed each limit, having passed it or having nothing to
 * hold against it; none for a run that was asked to hold no limits.
 */
export function goodputRows({ trials, manifest }: Pick<ReportInput, "trials" | "manifest">): object[] {
  return goodputByTarget(trials, manifest).map(rowOf);
}

function rowOf({ target, trials, good, share, goodRequestsPerSecond, over, notObserved }: TargetGoodput): object {
  const interval = trials === 0 ? null : wilsonInterval(good, trials, { confidence: 0.95 });
  const missed = Object.entries(over).map(([name, count]) => [
    `${isMetric(name) ? catalogue[name].words : name} missed`,
    count + (notObserved[name] ?? 0),
  ]);
  return {
    target,
    trials,
    good,
    goodShare: share,
    goodShareLow: interval?.low ?? null,
    goodShareHigh: interval?.high ?? null,
    goodRequestsPerSecond,
    ...Object.fromEntries(missed),
  };
}
