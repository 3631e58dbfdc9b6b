import { judgedSeries } from "../../comparison/trend/target-trend.js";
import type { TargetTrend, TrendChange, TrendRun } from "../../comparison/trend/trend.js";
import { unlikeArms } from "../../findings/unlike-arms.js";
import type { ComparedMetric } from "../../metrics/catalogue.js";
import { isMeasured } from "../../metrics/sent.js";
import type { Run } from "../../types/index.js";

interface PlacedRun {
  readonly run: Run;
  readonly facts: TrendRun;
}

/** Adds to each change what else differs in the answers of the runs around it, such as their length, where the metric depends on it. */
export async function withLengths(
  targets: readonly TargetTrend[],
  placed: readonly PlacedRun[],
  metric: ComparedMetric,
): Promise<TargetTrend[]> {
  const armOf = async ({ place }: TrendRun, target: string) => {
    const trials = (await placed.find(({ facts }) => facts.place === place)?.run.trials()) ?? [];
    return { name: target, trials: trials.filter((trial) => trial.target === target && isMeasured(trial)) };
  };
  const noted = async (change: TrendChange, target: string): Promise<TrendChange> => {
    const unlike = unlikeArms(await armOf(change.last, target), await armOf(change.at, target));
    return { ...change, notes: unlike.filter(({ touches }) => touches.includes(metric)).map(({ text }) => text) };
  };
  return Promise.all(
    targets.map(async (one) => {
      const series = await Promise.all(
        one.series.map(async (part) => {
          const changes = await Promise.all(part.changes.map((change) => noted(change, one.target)));
          return { ...part, changes };
        }),
      );
      return { ...one, ...judgedSeries(series), series };
    }),
  );
}
