import { mean } from "simple-statistics";
import { runProblems } from "../../findings/run-problems.js";
import { thresholds } from "../../findings/thresholds.js";
import type { ComparedMetric } from "../../metrics/catalogue.js";
import { comparedValue } from "../../metrics/paired-cases.js";
import { isMeasured } from "../../metrics/sent.js";
import { clusteredMean } from "../../statistics/intervals/clustered-mean.js";
import type { Manifest, Trial } from "../../types/index.js";
import type { TrendPoint } from "./trend.js";

/** What a run says of one target: its estimate, or why it has none that belongs in a history. */
export type RunEstimate =
  | ({ readonly kind: "estimate" } & Pick<TrendPoint, "estimate" | "interval" | "cases" | "trials" | "notes">)
  | { readonly kind: "left-out"; readonly reason: string };

/** Estimates one target's metric in one run. Every case counts once, so that a lost repetition moves nothing. */
export function runEstimate(
  all: readonly Trial[],
  manifest: Manifest,
  { target, metric, confidence }: { target: string; metric: ComparedMetric; confidence: number },
): RunEstimate {
  const part = { targets: [target], metric };
  const problems = runProblems(all, manifest, { ...part, apart: false });
  if (problems.length > 0) return { kind: "left-out", reason: problems.join("; ") };
  const byCase = valuesByCase(
    all.filter((trial) => trial.target === target),
    metric,
  );
  if (byCase.size === 0) return { kind: "left-out", reason: `no answered trial of ${target} has a ${metric}` };
  const lost = manifest.cases.length - byCase.size;
  const lostText = `${lost} of ${manifest.cases.length} cases have no ${metric}`;
  if (lost > thresholds.lostShare * manifest.cases.length) return { kind: "left-out", reason: lostText };
  const values = [...byCase.values()];
  const over = clusteredMean(values.map(mean), [...byCase.keys()], { confidence });
  const steady = runProblems(all, manifest, { ...part, apart: true });
  return {
    kind: "estimate",
    estimate: over.mean,
    interval: over.interval,
    cases: byCase.size,
    trials: values.reduce((total, one) => total + one.length, 0),
    notes: [...steady, ...(lost > 0 ? [lostText] : []), ...(over.reason === null ? [] : [over.reason])],
  };
}

function valuesByCase(trials: readonly Trial[], metric: ComparedMetric): ReadonlyMap<string, number[]> {
  const byCase = new Map<string, number[]>();
  for (const trial of trials) {
    const value = isMeasured(trial) ? comparedValue(trial, metric) : null;
    if (value === null) continue;
    const values = byCase.get(trial.caseId);
    if (values === undefined) byCase.set(trial.caseId, [value]);
    else values.push(value);
  }
  return byCase;
}
