import { mean } from "simple-statistics";
import type { ComparedMetric } from "../metrics/catalogue.js";
import { comparedValue } from "../metrics/paired-cases.js";
import { isMeasured } from "../metrics/sent.js";
import type { Score, TokenSource, Trial } from "../types/index.js";

/** A number for each case of each target; cases without one are not in it, targets always are. */
export type CaseValues = ReadonlyMap<string, ReadonlyMap<string, number>>;

/**
 * For each target and case the mean, over the turns of a conversation, of the mean over its repetitions, of what `read` gives for
 * a trial: so turns weigh alike, however often each was answered. Warm-ups and turns that were not sent do not enter.
 */
export function caseValues(trials: readonly Trial[], read: (trial: Trial) => number | null): CaseValues {
  const found = new Map<string, Map<string, Map<number, number[]>>>();
  for (const trial of trials) {
    if (!isMeasured(trial)) continue;
    const cases = found.get(trial.target) ?? new Map<string, Map<number, number[]>>();
    found.set(trial.target, cases);
    const value = read(trial);
    if (value === null) continue;
    const turns = cases.get(trial.caseId) ?? new Map<number, number[]>();
    cases.set(trial.caseId, turns);
    const turn = trial.turn ?? 1;
    const values = turns.get(turn);
    if (values === undefined) turns.set(turn, [value]);
    else values.push(value);
  }
  const meanOf = (turns: ReadonlyMap<number, readonly number[]>) => mean([...turns.values()].map((own) => mean(own)));
  return new Map(
    [...found].map(([target, cases]) => [target, new Map([...cases].map(([id, turns]) => [id, meanOf(turns)]))]),
  );
}

/** The logarithm of a metric of an answer, since times and rates differ by factors; null where it was not observed. */
export function logOfMetric(metric: ComparedMetric, source?: TokenSource): (trial: Trial) => number | null {
  return (trial) => {
    const value = comparedValue(trial, metric, source);
    return value === null ? null : Math.log(value);
  };
}

/** A scorer's judgment of a trial: its value, or 1 and 0 for passed and not; null where it gave none. */
export function judgedBy(scorer: string, scores: readonly Score[]): (trial: Trial) => number | null {
  const own = scores.filter((score) => score.scorer === scorer);
  const judged = new Map(
    own.map(({ planIndex, value, passed }) => [planIndex, value ?? (passed === null ? null : Number(passed))]),
  );
  return ({ planIndex }) => judged.get(planIndex) ?? null;
}
