import { median } from "simple-statistics";
import { checkedShare } from "../arguments/values.js";
import { deliveryNotesOf } from "../findings/delivery-notes.js";
import { driftSentence } from "../findings/drift.js";
import { type Concern, cacheConcerns, clientConcerns, cutReasons, lengthConcerns } from "../findings/fairness.js";
import type { ComparedMetric, CompareOptions, Comparison } from "../metrics/comparison.js";
import { type Arm, type PairedCases, pairCases } from "../metrics/paired-cases.js";
import { hodgesLehmann } from "../statistics/effects/hodges-lehmann.js";
import { signedRankInterval } from "../statistics/effects/signed-rank-interval.js";
import { fewestClusters } from "../statistics/intervals/clusters.js";
import { wilcoxonSignedRank } from "../statistics/significance/wilcoxon-signed-rank.js";
import { judged } from "./verdict.js";

/** More lost pairs than this share: the trials that are left are no fair sample. */
const mostLost = 0.1;

/** Compares two arms that were paired by case; `concerns` and `drift` are what is known about how they were run. */
export function compareArms(
  baseline: Arm,
  candidate: Arm,
  options: CompareOptions,
  concerns: readonly Concern[],
  drift: Comparison["drift"],
): Comparison {
  const { metric, noiseThreshold = 0.02, confidence = 0.95, tokenSource } = checkedOptions(options);
  const paired = pairCases(baseline.trials, candidate.trials, metric, tokenSource);
  const enough = paired.logRatios.length >= fewestClusters;
  const test = enough ? wilcoxonSignedRank(paired.logRatios, { exact: true }) : null;
  const logInterval = enough ? signedRankInterval(paired.logRatios, { confidence }) : null;
  const ratio = paired.logRatios.length === 0 ? null : Math.exp(hodgesLehmann(paired.logRatios));
  return judged(
    {
      kind: "comparison",
      metric,
      baseline: baseline.name,
      candidate: candidate.name,
      n: paired.logRatios.length,
      pairs: paired.pairs,
      baselineMedian: paired.pairs === 0 ? null : median([...paired.baselineValues]),
      candidateMedian: paired.pairs === 0 ? null : median([...paired.candidateValues]),
      ratio,
      changePercent: ratio === null ? null : (ratio - 1) * 100,
      interval: logInterval === null ? null : { low: Math.exp(logInterval.low), high: Math.exp(logInterval.high) },
      confidence,
      p: test?.p ?? null,
      pAdjusted: test?.p ?? null,
      adjustedFor: 1,
      effectSize: test?.effectSize ?? null,
      noiseThreshold,
      drift,
    },
    [
      ...(options.problems ?? []).map(refusal),
      ...concerns,
      ...lengthConcerns(baseline.trials, candidate.trials, metric, tokenSource),
      ...cacheConcerns(baseline.trials, candidate.trials, metric),
      ...[baseline, candidate].flatMap(({ name, trials }) => cutReasons(name, trials).map(refusal)),
      ...clientConcerns(baseline.trials, baseline.name),
      ...clientConcerns(candidate.trials, candidate.name),
      ...lossConcerns(paired),
      ...[baseline, candidate].flatMap((arm) => deliveryConcerns(arm, metric)),
      ...driftConcerns(drift),
    ],
  );
}

const refusal = (text: string): Concern => ({ refuses: true, text });

function lossConcerns({ pairs, lost }: PairedCases): Concern[] {
  if (lost === 0) return [];
  const text = `${lost} of ${pairs + lost} pairs were lost, because a trial failed, is missing or has no such value`;
  return [{ refuses: lost / (pairs + lost) > mostLost, text }];
}

/** Metrics made of the times between tokens. */
const tokenTimes: readonly ComparedMetric[] = ["interTokenLatencyMs", "tokensPerSecond", "worstGapMs"];

function deliveryConcerns({ name, trials }: Arm, metric: ComparedMetric): Concern[] {
  if (!tokenTimes.includes(metric)) return [];
  return deliveryNotesOf(name, trials).map((text) => ({ refuses: false, text }));
}

function driftConcerns(drift: Comparison["drift"]): Concern[] {
  const sentence = drift === null ? null : driftSentence(drift);
  return sentence === null ? [] : [{ refuses: false, text: `${sentence}: arms that took turns share it` }];
}

function checkedOptions(options: CompareOptions): CompareOptions {
  const { noiseThreshold = 0.02, confidence = 0.95 } = options;
  if (!(noiseThreshold >= 0 && noiseThreshold < 1)) {
    throw new RangeError(`expected noiseThreshold as a share from 0, got ${noiseThreshold}: write 2 % as 0.02`);
  }
  checkedShare(confidence, "confidence");
  return options;
}
