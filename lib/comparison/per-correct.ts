import * as v from "valibot";
import { checkRows } from "../arguments/check-values.js";
import { checkedLater, numberFrom, oneOf, text, wholeNumber, wholeSeed } from "../arguments/fields.js";
import { checkedOptions, settings } from "../arguments/options.js";
import { type FromTrials, type TrialSource, withTrials } from "../arguments/with-trials.js";
import { checkedPrices, type PricesInput } from "../metrics/cost/prices.js";
import { isMeasured } from "../metrics/sent.js";
import { confidence } from "../statistics/intervals/interval.js";
import type { Run, Sample, Score, Trial } from "../types/index.js";
import { type CaseDraws, type CaseSum, drawnEnds, perCorrectOf } from "./ratio-of-sums.js";
import { type CostEvidence, type CostKind, trialCosts } from "./trial-costs.js";

/** What {@link perCorrect} counts. */
export interface PerCorrectQuestion {
  /** Name of the scorer that says which answers are correct. */
  readonly scorer: string;
  readonly of: CostKind;
  /** From which value an answer is correct; needed for a scorer whose values lie between 0 and 1. */
  readonly threshold?: number;
  /** The target that ratios are to; the first one by default. */
  readonly baseline?: string;
  /** What `await run.scores()` gives. Needed beside trials; a run has its own. */
  readonly scores?: readonly Score[];
  /** For joules, what `await run.samples()` gives. Needed beside trials; a run has its own. */
  readonly samples?: readonly Sample[];
  /** For money, by name of target; of a run its own by default. */
  readonly prices?: Readonly<Record<string, PricesInput>>;
  /** @default 0.95 */
  readonly confidence?: number;
  /** @default 2000 */
  readonly resamples?: number;
  /** @default 1 */
  readonly seed?: number;
}

/** What a correct answer of one target takes. Null is unknown, and `reason` says why. */
export interface PerCorrectRow {
  readonly target: string;
  /** `total` / `correct`. */
  readonly perCorrect: number | null;
  /** Null below ten cases; `high` also where too few answers are correct for a bound. */
  readonly low: number | null;
  readonly high: number | null;
  /** Of all its answers: wrong, failed and unjudged ones as well. */
  readonly total: number | null;
  readonly unit: string | null;
  readonly correct: number;
  readonly answers: number;
  /** Answered, but without a judgment: they count as not correct. */
  readonly notJudged: number;
  readonly cases: number;
  /** How many times the baseline's it is, over the cases of both; null for the baseline itself. */
  readonly ratio: number | null;
  readonly ratioLow: number | null;
  readonly ratioHigh: number | null;
  readonly reason: string | null;
}

const question = settings({
  scorer: text,
  of: oneOf("seconds", "tokens", "joules", "money"),
  threshold: v.optional(numberFrom(0)),
  baseline: v.optional(text),
  scores: v.optional(checkedLater<readonly Score[]>()),
  samples: v.optional(checkedLater<readonly Sample[]>()),
  prices: v.optional(checkedLater<Readonly<Record<string, PricesInput>>>("prices by name of target")),
  confidence,
  resamples: v.optional(wholeNumber(100), 2000),
  seed: v.optional(wholeSeed, 1),
});

/**
 * What does a correct answer cost? By target, all that its measured answers took, by the number of correct ones.
 *
 * Wrong and failed answers count in the total. Seconds are those of each answer from its first sending to its end, tokens output tokens;
 * joules and hours of a price are measured for a target as a whole and shared by seconds. Only cases count that the scorer judged. Whole cases
 * are drawn again for the interval, the same for two targets in a ratio (Davison and Hinkley 1997, section 3.8; ends as in Hesterberg 2015).
 * One row for each target. Pure for trials; of a run it reads the files.
 * @throws when there is no such scorer or target, or its values need a threshold.
 * @example
 * await bb.inspect.perCorrect(run, { scorer: "facts", of: "seconds" });
 */
export function perCorrect<Source extends TrialSource>(
  source: Source,
  options: PerCorrectQuestion,
): FromTrials<Source, PerCorrectRow[]> {
  const caller = "inspect.perCorrect";
  const given = checkedOptions(caller, question, options);
  return withTrials(caller, source, compute);

  function compute(trials: readonly Trial[], run: Run | null) {
    const names = [...new Set(trials.filter(isMeasured).map(({ target }) => target))];
    const prices =
      given.prices === undefined
        ? (run?.manifest.prices ?? {})
        : checkedPrices(
            caller,
            given.prices,
            names.map((name) => ({ name })),
          );
    const rows = (scores: readonly Score[], samples: readonly Sample[]) => {
      checkRows(caller, "scores", scores, "a list of scores, as await run.scores() gives");
      checkRows(caller, "samples", samples, "a list of samples, as await run.samples() gives");
      return rowsOf(
        names,
        scores,
        { trials, samples, prices, ...(run === null ? {} : { manifest: run.manifest }) },
        given,
      );
    };
    if (run === null) return rows(given.scores as readonly Score[], given.samples ?? []);
    return Promise.all([given.scores ?? run.scores(), given.samples ?? run.samples()]).then((read) => rows(...read));
  }
}

type Given = CaseDraws & Pick<PerCorrectQuestion, "scorer" | "of" | "threshold" | "baseline">;

function rowsOf(
  names: readonly string[],
  scores: readonly Score[],
  evidence: CostEvidence,
  given: Given,
): PerCorrectRow[] {
  const own = scores.filter(({ scorer }) => scorer === given.scorer);
  if (own.length === 0) {
    const known = [...new Set(scores.map(({ scorer }) => scorer))].join(", ") || "none; score the run first";
    throw new RangeError(
      `inspect.perCorrect expected a scorer of the run, got ${JSON.stringify(given.scorer)} where there are ${known}`,
    );
  }
  if (given.baseline !== undefined && !names.includes(given.baseline))
    throw new RangeError(
      `inspect.perCorrect expected baseline to be one of ${names.join(", ")}, got ${given.baseline}`,
    );
  const verdicts = new Map(own.map((score) => [score.planIndex, isCorrect(score, given)]));
  const judged = new Set(own.flatMap(({ planIndex, caseId }) => (verdicts.get(planIndex) === null ? [] : [caseId])));
  const arms = names.map((target) => armOf(target, judged, verdicts, evidence, given.of));
  const baseline = arms.find(({ row }) => row.target === (given.baseline ?? names[0]));
  return arms.map((arm) => withIntervals(arm, baseline === arm ? undefined : baseline, given));
}

/** Whether a scored answer is correct; null without a judgment. */
function isCorrect({ value, passed, scorer }: Score, { threshold }: Given): boolean | null {
  if (threshold !== undefined) return value === null ? passed : value >= threshold;
  if (passed !== null || value === null) return passed;
  if (value === 0 || value === 1) return value === 1;
  throw new RangeError(
    `inspect.perCorrect expected a threshold, because ${scorer} gave ${value}: from which value is an answer correct?`,
  );
}

interface CostArm {
  readonly row: PerCorrectRow;
  readonly byCase: ReadonlyMap<string, CaseSum> | null;
}

function armOf(
  target: string,
  judged: ReadonlySet<string>,
  verdicts: ReadonlyMap<number, boolean | null>,
  evidence: CostEvidence,
  kind: CostKind,
): CostArm {
  const own = evidence.trials.filter((one) => isMeasured(one) && one.target === target && judged.has(one.caseId));
  const costs = trialCosts(kind, target, evidence);
  const byCase = new Map<string, CaseSum>();
  for (const trial of own) {
    const { cost, correct } = byCase.get(trial.caseId) ?? { cost: 0, correct: 0 };
    const isRight = verdicts.get(trial.planIndex) === true ? 1 : 0;
    byCase.set(trial.caseId, { cost: cost + (costs.of?.get(trial) ?? 0), correct: correct + isRight });
  }
  const sums = [...byCase.values()];
  const [correct, per] = [sums.reduce((sum, one) => sum + one.correct, 0), perCorrectOf(sums)];
  const known = costs.of !== null;
  const none = correct === 0 ? "no answer was correct" : null;
  const row = {
    ...{ target, perCorrect: known && correct > 0 ? per : null, low: null, high: null },
    ...{ total: known ? sums.reduce((sum, { cost }) => sum + cost, 0) : null, unit: known ? costs.unit : null },
    ...{ correct, answers: own.length, cases: byCase.size },
    notJudged: own.filter((one) => one.outcome.kind === "answered" && verdicts.get(one.planIndex) === null).length,
    ...{ ratio: null, ratioLow: null, ratioHigh: null, reason: known ? none : costs.reason },
  };
  return { row, byCase: known && correct > 0 ? byCase : null };
}

function withIntervals({ row, byCase }: CostArm, baseline: CostArm | undefined, given: Given): PerCorrectRow {
  if (byCase === null) return row;
  const ends = { ...row, ...drawnEnds([...byCase.values()], null, given) };
  const other = baseline?.byCase;
  if (!other || baseline.row.unit !== row.unit) return ends;
  const shared = [...byCase.keys()].filter((id) => other.has(id));
  const sumsOf = (all: ReadonlyMap<string, CaseSum>) => shared.flatMap((id) => all.get(id) ?? []);
  const ratio = perCorrectOf(sumsOf(byCase)) / perCorrectOf(sumsOf(other));
  if (!Number.isFinite(ratio)) return ends;
  const { low, high } = drawnEnds(sumsOf(byCase), sumsOf(other), given);
  return { ...ends, ratio, ratioLow: low, ratioHigh: high };
}
