import { type ComparedMetric, catalogue } from "../../metrics/catalogue.js";
import { changePoints } from "../../statistics/changes/change-points.js";
import { countText } from "../../text/number-text.js";
import type { TrendChange, TrendPoint, TrendRun, TrendSegment, TrendSeries } from "./trend.js";

/** How changes are looked for and named. */
export interface TrendSettings {
  readonly metric: ComparedMetric;
  readonly confidence: number;
  readonly noiseThreshold: number;
  readonly seed: number;
}

/** The segments and changes of runs under the same conditions, in the order of time. */
export function seriesTrend(
  points: readonly TrendPoint[],
  under: Pick<TrendSeries, "conditions" | "differsFrom" | "differs">,
  settings: TrendSettings,
): TrendSeries {
  const { confidence, seed } = settings;
  const logs = points.map(({ estimate }) => Math.log(estimate));
  const found = changePoints(logs, { confidence, seed });
  const runAt = (index: number): TrendRun => runOf(points[index]);
  return {
    ...under,
    points,
    segments: found.segments.map(
      ({ from, to, mean }): TrendSegment => ({
        ...{ from: runAt(from), to: runAt(to - 1), runs: to - from },
        level: Math.exp(mean),
      }),
    ),
    changes: found.points.map(({ at, p, before, after, change, interval }): TrendChange => {
      const percents = { low: percentOf(interval.low), high: percentOf(interval.high) };
      return {
        ...{ at: runAt(at), last: runAt(at - 1), before: Math.exp(before), after: Math.exp(after) },
        ...{ changePercent: percentOf(change), interval: percents, p },
        verdict: verdictOf(percents, settings),
        notes: [],
      };
    }),
    isLongEnough: found.reason === null,
    limits: limitsOf(points.length, found.reason),
  };
}

const percentOf = (log: number) => 100 * (Math.exp(log) - 1);

function runOf(point: TrendPoint | undefined): TrendRun {
  if (point === undefined) throw new RangeError("expected a run at every place of a series, got none");
  const { place, runId, name, directory, createdAt } = point;
  return { place, runId, name, directory, createdAt };
}

/** A change in a word: slower or faster when all of its interval lies beyond the noise threshold. */
function verdictOf(percent: TrendChange["interval"], { metric, noiseThreshold }: TrendSettings) {
  const more = percent.low > 100 * noiseThreshold;
  const less = percent.high < -100 * noiseThreshold;
  if (!more && !less) return "within-noise";
  return more === (catalogue[metric].fasterWhen === "lower") ? "slower" : "faster";
}

function limitsOf(runs: number, reason: string | null): string[] {
  if (reason === null)
    return ["a change in the newest run alone cannot be distinguished from noise: it takes two runs at the new level"];
  const have = `${countText(runs, "run")} under these conditions`;
  const now = runs >= 2 ? "; compareRuns compares two of them case by case now" : "";
  return [`whether it changed cannot be known from ${have} (${reason}): measure more runs alike${now}`];
}
