import { countText, signedPercentText } from "../../text/number-text.js";
import { type Conditions, differences, differenceText } from "./conditions.js";
import { seriesTrend, type TrendSettings } from "./series-trend.js";
import type { TargetTrend, TrendChange, TrendPoint, TrendSeries, TrendVerdict } from "./trend.js";

/** One run of a target with what it was measured under. */
export interface ConditionedPoint {
  readonly point: TrendPoint;
  readonly conditions: Conditions;
}

/** The history of one target: a series for each set of conditions, in the order in which they first appear. */
export function targetTrend(target: string, points: readonly ConditionedPoint[], settings: TrendSettings): TargetTrend {
  const groups = new Map<string, ConditionedPoint[]>();
  for (const one of points) {
    const key = JSON.stringify(Object.entries(one.conditions));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  const all = [...groups.values()].map((group) => group[0]?.conditions ?? {});
  const series = [...groups.values()].map((group, at) =>
    seriesTrend(
      group.map(({ point }) => point),
      { conditions: all[at] ?? {}, ...nearestOf(all.slice(0, at), all[at] ?? {}) },
      settings,
    ),
  );
  return { target, ...judgedSeries(series), series };
}

/** The earlier series that is most alike, of several the latest. */
function nearestOf(
  earlier: readonly Conditions[],
  conditions: Conditions,
): Pick<TrendSeries, "differsFrom" | "differs"> {
  const found = earlier.map((one, index) => ({ differsFrom: index + 1, differs: differences(one, conditions) }));
  const [nearest] = found.reverse().sort((a, b) => a.differs.length - b.differs.length);
  return nearest ?? { differsFrom: null, differs: [] };
}

/** What the series of a target come to. */
export function judgedSeries(series: readonly TrendSeries[]): Pick<TargetTrend, "verdict" | "reasons"> {
  const changes = series.flatMap((one) => one.changes);
  const breaks = series.slice(1).map(breakText);
  const limits = series.at(-1)?.limits ?? ["no valid run has this target"];
  const enough = series.filter(({ isLongEnough }) => isLongEnough);
  const seen = changes.map(changeText);
  if (changes.some(({ verdict }) => verdict === "slower"))
    return { verdict: "slower", reasons: [...inOrder(changes).map(changeText), ...breaks, ...limits] };
  if (changes.some(({ verdict }) => verdict === "faster"))
    return { verdict: "faster", reasons: [...seen, ...breaks, ...limits] };
  if (enough.length === 0) return { verdict: "too-few-runs", reasons: [...limits, ...breaks] };
  const runs = enough.reduce((total, { points }) => total + points.length, 0);
  return {
    verdict: "no-change-seen",
    reasons: [...seen, `no change beyond noise was seen over ${countText(runs, "run")}`, ...breaks, ...limits],
  };
}

const RANK = { slower: 0, faster: 1, "within-noise": 2 } as const;
const inOrder = (changes: readonly TrendChange[]) => [...changes].sort((a, b) => RANK[a.verdict] - RANK[b.verdict]);

/** A change as a sentence. */
export function changeText({ at, changePercent, interval, verdict, notes }: TrendChange): string {
  const size = `${signedPercentText(changePercent)}, interval ${signedPercentText(interval.low)} to ${signedPercentText(interval.high)}`;
  const where = `from run ${at.place} on (${at.name}, ${at.createdAt.slice(0, 10)})`;
  const also = notes.length === 0 ? "" : `; ${notes.join("; ")}`;
  return `${verdict === "within-noise" ? "a step within noise" : verdict} ${where}: ${size}${also}`;
}

/** What begins a new series, as a sentence. */
export function breakText({ points: [first], differsFrom, differs }: TrendSeries): string {
  const what = differs.map(differenceText).join("; ");
  return `run ${first?.place ?? "?"} begins a new series, not joined to series ${differsFrom ?? "?"}: ${what}`;
}

const GRAVEST: readonly TrendVerdict[] = ["slower", "faster", "no-change-seen", "too-few-runs"];

/** The gravest of some verdicts; too few runs for none. */
export function gravest(verdicts: readonly TrendVerdict[]): TrendVerdict {
  return GRAVEST.find((verdict) => verdicts.includes(verdict)) ?? "too-few-runs";
}
