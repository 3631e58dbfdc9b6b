import * as v from "valibot";
import { checkedCases, checkTrial } from "../arguments/check-runs.js";
import { checkList } from "../arguments/check-values.js";
import { describeValue } from "../arguments/describe-value.js";
import { checkedLater } from "../arguments/fields.js";
import { checkedOptions, settings } from "../arguments/options.js";
import { type TrialSource, withTrials } from "../arguments/with-trials.js";
import { wasSent } from "../metrics/sent.js";
import { storedText } from "../metrics/stored-text.js";
import type { Case, CaseSet, Score, Trial } from "../types/index.js";
import { userTurns } from "../workload/conversation.js";
import { checkScorer } from "./check-scorer.js";
import { semanticSimilarityScorer } from "./reference-scorers.js";
import type { Judgment, Scorer } from "./scorer.js";

const scoringOptions = settings({ scorers: v.optional(checkedLater<readonly Scorer[]>()) });

/**
 * The scorers that a case asks for itself: similarity to its expected answer where it has one, and one for each check, named
 * for its kind (`facts`, then `facts-2` for a second of the kind). No similarity to a number or a choice: only a check can judge those.
 *
 * @example
 * bb.scores.defaultScorers(bb.caseSet({ cases: [{ prompt: "Capital of France?", checks: [{ kind: "facts", facts: ["Paris"] }] }] }).cases[0]).map((one) => one.name); // => ["facts"]
 */
export function defaultScorers(one: Case): readonly Scorer[] {
  checkedCases("defaultScorers", [one]);
  checkList("defaultScorers", "checks", one.checks, "a list of checks");
  const seen = new Map<string, number>();
  const checks = one.checks.map((check) => {
    const count = (seen.get(check.kind) ?? 0) + 1;
    seen.set(check.kind, count);
    return checkScorer(check, count === 1 ? check.kind : `${check.kind}-${count}`);
  });
  const isValue = one.checks.some(({ kind }) => kind === "number" || kind === "choice");
  return one.expected === null || isValue ? checks : [semanticSimilarityScorer(), ...checks];
}

/**
 * Judges one trial by each scorer, by default those of `defaultScorers`. A trial that failed or was aborted gets a score of
 * null with the reason from each: it has no answer to judge, and its failure is counted elsewhere. So does an answer whose
 * text the run did not keep. Of a conversation only the last turn is judged: an earlier one gives no score.
 * Rejects when the case is not the trial's, two scorers have one name, or a scorer throws or gives a value that is no number.
 *
 * @example
 * await bb.scores.scoreTrial(trial, cases.cases[0]);
 */
export async function scoreTrial(
  trial: Trial,
  one: Case,
  options: { readonly scorers?: readonly Scorer[] } = {},
): Promise<readonly Score[]> {
  checkTrial("scoreTrial", trial);
  checkedCases("scoreTrial", [one]);
  const { scorers = defaultScorers(one) } = checkedOptions("scoreTrial", scoringOptions, options);
  if (trial.caseId !== one.id) {
    throw new Error(
      `scoreTrial expected the case ${JSON.stringify(trial.caseId)} of the trial, got ${JSON.stringify(one.id)}`,
    );
  }
  refuseRepeats(scorers);
  if (!isLastTurn(trial, one)) return [];
  const scores: Score[] = [];
  for (const scorer of scorers) {
    const judgment = await judgmentOf(trial, one, scorer);
    const { planIndex, caseId, target, repetition } = trial;
    scores.push({ planIndex, caseId, target, repetition, scorer: scorer.name, ...judgment });
  }
  return scores;
}

/**
 * Judges the measured trials of a run, one after the other in the order given; warm-ups, turns before the last of a conversation and turns that
 * were not sent get no score. Without `scorers` each
 * case's own are used. Rejects as `scoreTrial` does, and when a trial's case is not among `cases`.
 *
 * @example
 * await bb.scores.scoreTrials(run, run.manifest.cases, [bb.scores.exactMatchScorer()]);
 */
export async function scoreTrials(
  source: TrialSource,
  cases: CaseSet | readonly Case[],
  scorers?: readonly Scorer[],
): Promise<readonly Score[]> {
  const trials = await withTrials("scoreTrials", source, (own) => own);
  const list = checkedCases("scoreTrials", cases);
  const byId = new Map(list.map((one) => [one.id, one]));
  const scores: Score[] = [];
  await prepareAll(trials, byId, scorers ?? []);
  for (const trial of trials) {
    if (trial.phase === "warmup" || !wasSent(trial)) continue;
    const one = byId.get(trial.caseId);
    if (one === undefined) {
      const known = `${list.length} cases without it`;
      throw new Error(
        `scoreTrials expected the case ${JSON.stringify(trial.caseId)} of a trial among the cases, got ${known}`,
      );
    }
    scores.push(...(await scoreTrial(trial, one, scorers === undefined ? {} : { scorers })));
  }
  return scores;
}

/** What a case expects and checks is the answer to its last question; the turns before it lead there. */
const isLastTurn = ({ turn }: Trial, one: Case): boolean => turn === undefined || turn === userTurns(one);

/** Tells each scorer that wants to know what it will be asked about. */
async function prepareAll(
  trials: readonly Trial[],
  cases: ReadonlyMap<string, Case>,
  scorers: readonly Scorer[],
): Promise<void> {
  const answers = trials.flatMap((trial) => {
    const one = cases.get(trial.caseId);
    const text = storedText(trial);
    if (trial.phase === "warmup" || trial.outcome.kind !== "answered" || one === undefined || text === null) return [];
    if (!isLastTurn(trial, one)) return [];
    return [{ trial, case: one, text }];
  });
  refuseRepeats(scorers);
  for (const scorer of scorers) await scorer.prepare?.(answers);
}

async function judgmentOf(trial: Trial, one: Case, scorer: Scorer): Promise<Judgment> {
  const { outcome } = trial;
  if (outcome.kind === "failed") return none(`the trial failed: ${outcome.class}, ${outcome.message}`);
  if (outcome.kind === "aborted") return none(`the trial was aborted: ${outcome.reason}`);
  if (outcome.kind === "not-sent") return none(`the turn was not sent: ${outcome.reason}`);
  const text = storedText(trial);
  if (text === null) return none("the run did not keep the answer's text (storeText)");
  const { value, passed, reason } = await scorer.score({ trial, case: one, text });
  if (value === null || Number.isFinite(value)) return { value, passed, reason };
  throw new Error(`the scorer ${JSON.stringify(scorer.name)} gave the value ${String(value)}; give a number or null`);
}

function none(reason: string): Judgment {
  return { value: null, passed: null, reason };
}

function refuseRepeats(scorers: readonly Scorer[]): void {
  checkScorers(scorers);
  const names = scorers.map((scorer) => scorer.name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice === undefined) return;
  throw new Error(`expected scorers of different names, got ${JSON.stringify(twice)} twice; rename one of them`);
}

/** @throws when a value is not a list of scorers; for a scorer's name the message says how to get the scorer. */
function checkScorers(scorers: readonly Scorer[]): void {
  checkList("scoring", "scorers", scorers, "a list of scorers, as [exactMatchScorer()]");
  const at = scorers.findIndex((one) => typeof one?.score !== "function" || typeof one.name !== "string");
  if (at < 0) return;
  const cure = "call its maker, such as exactMatchScorer(), or make one: scorer(name, ({ text }) => …)";
  throw new Error(`scoring expected scorers[${at}] to be a scorer, got ${describeValue(scorers[at])}; ${cure}`);
}
