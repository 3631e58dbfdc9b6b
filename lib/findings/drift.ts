import { mean, median } from "simple-statistics";
import { type FromTrials, type TrialSource, withTrials } from "../arguments/with-trials.js";
import { type ComparedMetric, checkMetric } from "../metrics/catalogue.js";
import type { Drift, DriftPoint } from "../metrics/comparison.js";
import { type Arm, comparedValue } from "../metrics/paired-cases.js";
import { trendTest } from "../statistics/significance/trend-test.js";
import type { Finding, Trial } from "../types/index.js";
import { finding } from "./codes.js";
import { thresholds } from "./thresholds.js";

/** What a reader has to know of a drift, as a sentence; null when there is no noticeable drift. */
export function driftSentence({ changePercent, p }: Omit<Drift, "points">): string | null {
  if (changePercent === null || p === null || p >= thresholds.driftLevel) return null;
  if (Math.abs(changePercent) < thresholds.driftPercent) return null;
  const change = `${changePercent > 0 ? "+" : ""}${changePercent.toFixed(1)} %`;
  return `the run drifted by ${change} from its first to its last third`;
}

/** That a target was not steady in a metric while the run went on. */
export function drifting({ name, trials }: Arm, metric: ComparedMetric): Finding[] {
  const sentence = driftSentence(driftOverRun(trials, metric));
  return sentence === null ? [] : [finding("drift", "drift", name, `${name} was not steady in ${metric}: ${sentence}`)];
}

/** More points than this are averaged in their order before the test, which counts all pairs. */
const mostPoints = 1000;

/**
 * Drift over a run: do later trials of the same case, turn and target differ from earlier ones?
 *
 * Each value is compared with the geometric mean of its own case and target, so that neither long prompts nor slow targets
 * look like drift; that takes cases with two or more repetitions, others are left out. The trend is tested by Mann and
 * Kendall, in the order of dispatch. Arms that took turns share a drift; it then widens intervals but does not bias them.
 *
 * @example
 * (await bb.inspect.drift(run, "latencyMs")).changePercent;
 */
export function driftOverRun<Source extends TrialSource>(
  source: Source,
  metric: ComparedMetric,
): FromTrials<Source, Drift> {
  return withTrials("inspect.drift", source, (trials) => driftOf(trials, metric));
}

function driftOf(trials: readonly Trial[], metric: ComparedMetric): Drift {
  checkMetric("inspect.drift", metric);
  const points = deviations(trials, metric);
  const logs = points.map((point) => Math.log1p(point.deviationPercent / 100));
  if (points.length < 6)
    return { kind: "drift", metric, n: points.length, changePercent: null, tau: null, p: null, points };
  const third = Math.floor(logs.length / 3);
  const change = Math.expm1(median(logs.slice(-third)) - median(logs.slice(0, third)));
  const { tau, p } = trendTest(averaged(logs, mostPoints));
  return { kind: "drift", metric, n: points.length, changePercent: change * 100, tau, p, points };
}

function deviations(trials: readonly Trial[], metric: ComparedMetric): DriftPoint[] {
  const groups = new Map<string, { trial: Trial; log: number }[]>();
  for (const trial of trials) {
    const value = trial.phase === "measured" ? comparedValue(trial, metric) : null;
    if (value === null) continue;
    const key = JSON.stringify([trial.target, trial.caseId, trial.turn ?? null]);
    const members = groups.get(key) ?? [];
    groups.set(key, members);
    members.push({ trial, log: Math.log(value) });
  }
  return [...groups.values()]
    .filter((members) => members.length >= 2)
    .flatMap((members) => {
      const center = mean(members.map(({ log }) => log));
      return members.map(({ trial, log }) => ({
        target: trial.target,
        session: trial.session,
        dispatchedAtMs: trial.dispatchedAtMs,
        deviationPercent: Math.expm1(log - center) * 100,
      }));
    })
    .sort((a, b) => a.session - b.session || a.dispatchedAtMs - b.dispatchedAtMs);
}

/** At most `most` means of neighboring values. */
function averaged(values: readonly number[], most: number): number[] {
  const size = Math.ceil(values.length / most);
  if (size <= 1) return [...values];
  const count = Math.floor(values.length / size);
  return Array.from({ length: count }, (_, index) => mean(values.slice(index * size, (index + 1) * size)));
}
