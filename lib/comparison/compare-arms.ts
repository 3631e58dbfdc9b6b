import { median } from "simple-statistics";
import { finding } from "../findings/codes.js";
import { deliveryFindings } from "../findings/delivery.js";
import { driftSentence } from "../findings/drift.js";
import { sentLate } from "../findings/sent-late.js";
import { thresholds } from "../findings/thresholds.js";
import { promptCut } from "../findings/trial-warnings.js";
import { unlikeFindings } from "../findings/unlike-arms.js";
import { catalogue } from "../metrics/catalogue.js";
import type { CompareOptions, Comparison } from "../metrics/comparison.js";
import { type Arm, type PairedCases, pairCases } from "../metrics/paired-cases.js";
import { hodgesLehmann } from "../statistics/effects/hodges-lehmann.js";
import { signedRankInterval } from "../statistics/effects/signed-rank-interval.js";
import { fewestClusters } from "../statistics/intervals/clusters.js";
import { wilcoxonSignedRank } from "../statistics/significance/wilcoxon-signed-rank.js";
import type { Finding } from "../types/index.js";
import { judged } from "./verdict.js";

/** Options of a comparison, checked, with every default filled in. */
type ComparisonSettings = Required<Omit<CompareOptions, "tokenSource">> & Pick<CompareOptions, "tokenSource">;

/** Compares two arms that were paired by case; `turns` and `drift` are what is known about how they were run. */
export function compareArms(
  baseline: Arm,
  candidate: Arm,
  options: ComparisonSettings,
  turns: readonly Finding[],
  drift: Comparison["drift"],
): Comparison {
  const { metric, noiseThreshold, confidence, tokenSource, problems } = options;
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
      ...problems.map((text) => finding("known-problem", "refuses", null, text)),
      ...turns,
      ...unlikeFindings(baseline, candidate, metric, tokenSource),
      ...[baseline, candidate].flatMap((arm) => [...promptCut(arm), ...sentLate(arm)]).map(refusing),
      ...lostPairs(candidate, paired),
      ...(catalogue[metric].dependsOn.includes("delivery") ? [baseline, candidate].flatMap(deliveryFindings) : []),
      ...sharedDrift(drift),
    ],
  );
}

/** What makes a whole run bad refuses each comparison in it. */
const refusing = (one: Finding): Finding => ({ ...one, severity: "refuses" });

function lostPairs({ name }: Arm, { pairs, lost }: PairedCases): Finding[] {
  if (lost === 0) return [];
  const text = `${lost} of ${pairs + lost} pairs were lost, because a trial failed, is missing or has no such value`;
  return [finding("lost-pairs", lost / (pairs + lost) > thresholds.lostShare ? "refuses" : "note", name, text)];
}

function sharedDrift(drift: Comparison["drift"]): Finding[] {
  const sentence = drift === null ? null : driftSentence(drift);
  return sentence === null ? [] : [finding("drift", "note", null, `${sentence}: arms that took turns share it`)];
}
