import { mean } from "simple-statistics";
import type { TokenSource, Trial } from "../types/index.js";
import { type ComparedMetric, catalogue } from "./catalogue.js";
import { observe } from "./observed.js";
import { isMeasured } from "./sent.js";

/** One side of a comparison: its name and its measured trials. */
export interface Arm {
  readonly name: string;
  readonly trials: readonly Trial[];
}

/** What two arms have in common: the same cases, the same time round. */
export interface PairedCases {
  /** For each case the mean, over its pairs, of log(candidate / baseline). */
  readonly logRatios: readonly number[];
  /** For each case how much the log ratios of its pairs vary; empty where it has one pair. */
  readonly logRatiosByCase: readonly (readonly number[])[];
  readonly baselineValues: readonly number[];
  readonly candidateValues: readonly number[];
  readonly pairs: number;
  /** Case, repetition and turn that one arm or both were to answer, without a value in both. */
  readonly lost: number;
}

/**
 * Pairs the measured trials of two arms by case, repetition and, in a conversation, turn.
 *
 * A ratio within a pair is free of how long the prompt is and, when the arms took turns, of how the machine was at the
 * time. Ratios are taken as logarithms, so that twice as slow and twice as fast are as far apart. Only successful trials
 * with a value above 0 make a pair; the others are counted as lost. When an arm answered a case and repetition more than
 * once, the first answer is paired with the first, the second with the second; those beyond the other arm's number, as in a
 * loop that is stopped by time, are no pair and not lost.
 */
export function pairCases(
  baseline: readonly Trial[],
  candidate: readonly Trial[],
  metric: ComparedMetric,
  tokenSource?: TokenSource,
): PairedCases {
  const first = valuesByKey(baseline, metric, tokenSource);
  const second = valuesByKey(candidate, metric, tokenSource);
  const keys = new Map([...first, ...second].map(([key, { caseId }]) => [key, caseId]));
  const logRatios = new Map<string, number[]>();
  const baselineValues: number[] = [];
  const candidateValues: number[] = [];
  for (const [key, caseId] of keys) {
    const before = first.get(key)?.value ?? null;
    const after = second.get(key)?.value ?? null;
    if (before === null || after === null) continue;
    baselineValues.push(before);
    candidateValues.push(after);
    const ofCase = logRatios.get(caseId) ?? [];
    logRatios.set(caseId, ofCase);
    ofCase.push(Math.log(after / before));
  }
  const byCase = [...logRatios.values()];
  const toAnswer = [...keys.keys()].filter((key) => key.endsWith(" 0") || (first.has(key) && second.has(key)));
  return {
    logRatios: byCase.map((ratios) => mean(ratios)),
    logRatiosByCase: byCase,
    baselineValues,
    candidateValues,
    pairs: baselineValues.length,
    lost: toAnswer.length - baselineValues.length,
  };
}

interface KeyedValue {
  readonly caseId: string;
  readonly value: number | null;
}

function valuesByKey(trials: readonly Trial[], metric: ComparedMetric, tokenSource?: TokenSource) {
  const values = new Map<string, KeyedValue>();
  const times = new Map<string, number>();
  for (const trial of trials) {
    if (!isMeasured(trial)) continue;
    const entry = answerKey(trial);
    const time = times.get(entry) ?? 0;
    times.set(entry, time + 1);
    values.set(`${entry} ${time}`, { caseId: trial.caseId, value: comparedValue(trial, metric, tokenSource) });
  }
  return values;
}

/** Which of a target's answers a trial is, the same in every run of its plan: by case, repetition and turn. */
export const answerKey = ({ caseId, repetition, turn }: Trial): string =>
  JSON.stringify([caseId, repetition, turn ?? null]);

/** The value of a trial that may enter a comparison: of a successful one, and above 0. */
export function comparedValue(trial: Trial, metric: ComparedMetric, tokenSource?: TokenSource): number | null {
  if (trial.outcome.kind !== "answered") return null;
  const value = catalogue[metric].of(observe(trial, tokenSource));
  return value !== null && value > 0 ? value : null;
}
