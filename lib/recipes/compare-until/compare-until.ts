import { mean } from "simple-statistics";
import { checkedOptions } from "../../arguments/options.js";
import type { ComparedMetric } from "../../metrics/catalogue.js";
import { pairCases } from "../../metrics/paired-cases.js";
import { fewestClusters } from "../../statistics/intervals/clusters.js";
import { type SequentialDecision, sequentialComparison } from "../../statistics/sequential/sequential-comparison.js";
import type { CaseSet, Run } from "../../types/index.js";
import { caseSet, wholeCases } from "../../workload/case-file/case-set.js";
import { randomStream, shuffled } from "../../workload/random.js";
import { givenOf } from "../job-settings.js";
import { clientLimit, finishedPart } from "../part-run.js";
import { keepResult, partsFolder } from "../parts-folder.js";
import { type CompareUntilOptions, type CompareUntilSettings, compareUntilOptions } from "./settings.js";

/** What a comparison showed after a part of its cases. */
export interface ComparisonLook {
  readonly look: number;
  /** Cases so far with a value on both sides. */
  readonly cases: number;
  /** Candidate / baseline: geometric mean over the cases; null without a case. */
  readonly ratio: number | null;
  /** The interval of this look: of all looks together it holds the ratio with the confidence. Null for too few cases. */
  readonly low: number | null;
  readonly high: number | null;
  readonly decision: SequentialDecision;
}

/** What came of a comparison that may end early. */
export interface ComparedUntil {
  /** `undecided`: all cases were measured, or measuring could not go on, and neither was shown. */
  readonly kind: "different" | "no-difference" | "undecided";
  readonly metric: ComparedMetric;
  readonly baseline: string;
  readonly candidate: string;
  /** Why it ended, in a sentence. */
  readonly reason: string;
  /** Of the last look. At an early stop the ratio is on average further from 1 than it truly is: the interval says how far. */
  readonly ratio: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly confidence: number;
  readonly margin: number | null;
  readonly looks: readonly ComparisonLook[];
  readonly plannedLooks: number;
  readonly plannedCases: number;
  /** Holds a run folder for each look, and this as `comparison.json`. */
  readonly directory: string;
}

/**
 * Is the candidate faster than the baseline? Measured part by part, and only as long as it takes to tell.
 *
 * The cases are measured in parts, in a drawn order, each part as an ordinary run in which both targets take turns. After each
 * part the ratios of all cases so far are looked at, and the comparison ends when they show a difference, or with a `margin` that
 * there is none beyond it. Looking often is allowed for: see `bb.stats.sequentialComparison`. When the client itself was the limit
 * of a part, the comparison ends undecided and says so. Give a stopped one its folder as `resume`, and it continues.
 * @throws before anything is sent, when an option is wrong or there are fewer than ten cases.
 *
 * Source: Lan and DeMets (1983), Biometrika 70(3), 659-663.
 *
 * @example
 * const { kind, reason } = await bb.compareUntil({ baseline: target, candidate: bb.llamaTarget({ model: "other.gguf" }), cases, margin: 0.05 });
 */
export async function compareUntil(options: CompareUntilOptions): Promise<ComparedUntil> {
  const given = checkedOptions("compareUntil", compareUntilOptions, options);
  const { baseline, candidate, metric, confidence, margin } = given;
  if (baseline.name === candidate.name)
    throw new RangeError(`compareUntil expected two targets of different names, got ${baseline.name} twice`);
  const cases = wholeCases("compareUntil", given.cases);
  const parts = partsOf(cases, given);
  const folder = await partsFolder("comparison", given);
  const looks: ComparisonLook[] = [];
  const ended = await measured(given, { parts, folder, looks });
  const { ratio, low, high } = looks.at(-1) ?? { ratio: null, low: null, high: null };
  const result: ComparedUntil = {
    ...ended,
    ...{ metric, baseline: baseline.name, candidate: candidate.name, ratio, low, high, confidence, looks },
    ...{ margin: margin ?? null, plannedLooks: parts.length, plannedCases: cases.cases.length, directory: folder },
  };
  await keepResult(folder, "comparison.json", result);
  return result;
}

/** The cases in a drawn order, in as many parts as there are looks, none with fewer than two. */
function partsOf(cases: CaseSet, { looks, seed }: CompareUntilSettings): readonly CaseSet[] {
  const { length } = cases.cases;
  if (length < fewestClusters)
    throw new RangeError(
      `compareUntil expected at least ${fewestClusters} cases, got ${length}: each is one difference`,
    );
  const drawn = shuffled(cases.cases, randomStream(seed, "parts of a comparison"));
  const count = Math.min(looks, Math.floor(length / 2));
  return Array.from({ length: count }, (_, at) => {
    const own = drawn.slice(Math.floor((at * length) / count), Math.floor(((at + 1) * length) / count));
    return caseSet({ name: cases.name, version: cases.version, cases: own });
  });
}

interface Measuring {
  readonly parts: readonly CaseSet[];
  readonly folder: string;
  readonly looks: ComparisonLook[];
}

async function measured(settings: CompareUntilSettings, { parts, folder, looks }: Measuring) {
  const { margin, confidence } = settings;
  const log = margin === undefined ? {} : { margin: Math.log1p(margin) };
  const comparison = sequentialComparison({ looks: parts.length, confidence, ...log });
  const ratios: number[] = [];
  for (const [at, cases] of parts.entries()) {
    const run = await finishedPart("compareUntil", { folder, options: runOptions(settings, at + 1, cases) });
    const limited = clientLimit(run);
    if (limited !== null)
      return { kind: "undecided" as const, reason: `at look ${at + 1} the client itself was the limit: ${limited}` };
    ratios.push(...(await logRatiosOf(run, settings)));
    const decision = comparison.decide(ratios, at + 1);
    looks.push(lookOf(at + 1, ratios, comparison.interval(ratios, at + 1), decision));
    if (decision === "no-difference" && margin === undefined) break;
    if (decision !== "continue") return { kind: decision, reason: reasonOf(decision, settings, looks, parts.length) };
  }
  const more = margin === undefined ? "give a margin, or more cases" : "take more cases, or a wider margin";
  const reason = `all cases were measured, and neither a difference nor its absence was shown: ${more}`;
  return { kind: "undecided" as const, reason };
}

function runOptions(settings: CompareUntilSettings, look: number, cases: CaseSet) {
  const { baseline, candidate, repetitions, seed } = settings;
  return {
    ...{ name: `look-${String(look).padStart(2, "0")}`, targets: [baseline, candidate], cases, repetitions },
    seed: seed + look,
    ...givenOf(settings, ["load", "warmups", "generation", "timeouts", "onProgress", "signal"]),
  };
}

async function logRatiosOf(
  run: Run,
  { baseline, candidate, metric }: CompareUntilSettings,
): Promise<readonly number[]> {
  const trials = await run.trials();
  const of = (name: string) => trials.filter((trial) => trial.target === name);
  return pairCases(of(baseline.name), of(candidate.name), metric).logRatios;
}

function lookOf(
  look: number,
  logRatios: readonly number[],
  interval: { readonly low: number; readonly high: number } | null,
  decision: SequentialDecision,
): ComparisonLook {
  return {
    ...{ look, cases: logRatios.length, ratio: logRatios.length === 0 ? null : Math.exp(mean([...logRatios])) },
    ...{
      low: interval === null ? null : Math.exp(interval.low),
      high: interval === null ? null : Math.exp(interval.high),
    },
    decision,
  };
}

function reasonOf(
  decision: "different" | "no-difference",
  { confidence, margin }: CompareUntilSettings,
  looks: readonly ComparisonLook[],
  planned: number,
): string {
  const when = looks.length < planned ? `after look ${looks.length} of ${planned}` : "after all cases";
  const sure = `${confidence * 100} % interval over all looks`;
  return decision === "different"
    ? `${when} the ${sure} does not hold 1`
    : `${when} the ${sure} is within ${(margin ?? 0) * 100} % of 1`;
}
