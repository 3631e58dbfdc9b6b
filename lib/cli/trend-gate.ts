import { breakText, changeText } from "../comparison/trend/target-trend.js";
import type { TargetTrend, Trend } from "../index.js";

/** What `--fail-on-change` says of a target. */
export interface TrendGate {
  readonly target: string;
  /** `skipped`: there is no evidence either way yet, which does not fail. */
  readonly outcome: "passed" | "failed" | "skipped";
  readonly reason: string;
}

/**
 * Whether a history passes: it does not when a change for the worse was found, and not when the newest run says nothing, since it is then
 * unknown how things are now. A series that only begins cannot show a change by its nature: it passes, marked as skipped.
 */
export function trendGate(one: TargetTrend, { leftOut, runs }: Trend): TrendGate {
  const { target, series } = one;
  const of = (outcome: TrendGate["outcome"], reason: string): TrendGate => ({ target, outcome, reason });
  const worse = series.flatMap(({ changes }) => changes).filter(({ verdict }) => verdict === "slower");
  if (worse.length > 0) return of("failed", worse.map(changeText).join("; "));
  const newest = leftOut.find((out) => out.place === runs && (out.target === null || out.target === target));
  if (newest !== undefined) return of("failed", `the newest run, ${newest.name}, was left out: ${newest.reason}`);
  const current = series.find(({ points }) => points.at(-1)?.place === lastPlace(one));
  if (current === undefined) return of("failed", "no valid run has this target");
  if (!current.isLongEnough)
    return of("skipped", [...(current.differs.length > 0 ? [breakText(current)] : []), ...current.limits].join("; "));
  return of("passed", "no change for the worse was found");
}

const lastPlace = ({ series }: TargetTrend) =>
  Math.max(...series.flatMap(({ points }) => points.map(({ place }) => place)));
