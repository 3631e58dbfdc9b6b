import * as v from "valibot";
import { checkRows } from "../../arguments/check-values.js";
import { filledText, functionOf, text, wholeSeed } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import type { Score } from "../../types/index.js";
import { type Answer, type Judgment, type Scorer, scorer } from "../scorer.js";
import { type Ask, askBothWays, fenced, seededCoin, verdictInstruction } from "./verdict.js";

type Meaning = "meets the rubric" | "does not meet the rubric";

/** What `judge` takes. */
export interface JudgeOptions {
  readonly ask: Ask;
  /** What a good answer is, in a sentence or a few: "The answer is right and has no more than one sentence." */
  readonly rubric: string;
  readonly seed: number;
  /** The scorer's name in tables and files; default `judge`. */
  readonly name?: string;
  /** Hears all the prompts that `ask` will be called with, before the first. */
  readonly prepare?: (prompts: readonly string[]) => Promise<void>;
}

/** What every judge receives: its rubric, a text that is not empty. */
export const rubric = filledText("a text that says what a good answer is");

const judgeOptions = settings({
  ask: functionOf<Ask>("a function of a prompt, or give a target in its place"),
  rubric,
  seed: wholeSeed,
  name: v.optional(text, "judge"),
  prepare: v.optional(functionOf<NonNullable<JudgeOptions["prepare"]>>()),
});

/**
 * A scorer that asks a model whether an answer meets a rubric, twice, with the labels exchanged: models favor a position,
 * and a judge that contradicts itself does not know. 1: it meets the rubric, both times. 0: it does not, both times.
 * 0.5: the two verdicts contradict each other, and nothing has passed or failed. Null: a reply did not hold a verdict.
 * The case's expected answer is shown to the judge where there is one. `judgeAgreement` tells how often it agreed with itself.
 * Throws when the rubric is empty.
 */
export function judge(options: JudgeOptions): Scorer {
  const { ask, rubric, seed, name, prepare } = checkedOptions("judge", judgeOptions, options);
  const meaningsFor = (answer: Answer): [Meaning, Meaning] => {
    const meanings: [Meaning, Meaning] = ["meets the rubric", "does not meet the rubric"];
    return seededCoin(seed, `${answer.trial.planIndex}/${answer.case.id}`) ? [meanings[1], meanings[0]] : meanings;
  };
  const score = async (answer: Answer) =>
    judgmentOf(await askBothWays(ask, meaningsFor(answer), (a, b) => question(rubric, answer, a, b)));
  const told = (answers: readonly Answer[]) =>
    answers.flatMap((answer) => {
      const [a, b] = meaningsFor(answer);
      return [question(rubric, answer, a, b), question(rubric, answer, b, a)];
    });
  const judging = scorer(name, score);
  return prepare === undefined ? judging : { ...judging, prepare: (answers) => prepare(told(answers)) };
}

/** How often a judge agreed with itself when the labels were exchanged. */
export interface JudgeAgreement {
  /** Scores with a verdict from both replies. */
  readonly judged: number;
  readonly consistent: number;
  /** Scores without a value: a reply without a verdict, or a trial without an answer. */
  readonly withoutVerdict: number;
  /** `consistent / judged`; null when nothing was judged. A judge that guesses comes to about a half. */
  readonly share: number | null;
}

/**
 * Counts how often a judge agreed with itself, from its own scores (give no others).
 *
 * @example
 * bb.scores.judgeAgreement([]).share; // => null
 */
export function judgeAgreement(scores: readonly Score[]): JudgeAgreement {
  checkRows("judgeAgreement", "scores", scores, "the list of a judge's scores");
  const judged = scores.filter(({ value }) => value !== null).length;
  const consistent = scores.filter(({ value }) => value === 0 || value === 1).length;
  const share = judged === 0 ? null : consistent / judged;
  return { judged, consistent, withoutVerdict: scores.length - judged, share };
}

function judgmentOf(verdicts: readonly [Meaning | null, Meaning | null]): Judgment {
  const [first, second] = verdicts;
  if (first === null || second === null) {
    return { value: null, passed: null, reason: "a reply of the judge held no verdict" };
  }
  if (first !== second) return { value: 0.5, passed: null, reason: "the judge contradicted itself: labels exchanged" };
  const passed = first === "meets the rubric";
  return { value: passed ? 1 : 0, passed, reason: `the judge said twice: ${first}` };
}

function question(rubric: string, answer: Answer, a: Meaning, b: Meaning): string {
  const { prompt, expected } = answer.case;
  const parts = [
    "You judge an answer to a task by a rubric.",
    fenced("rubric", rubric),
    fenced("task", prompt),
    ...(expected === null ? [] : ["A correct answer for comparison:", fenced("reference", expected)]),
    fenced("answer", answer.text),
    `A: the answer ${a}.\nB: the answer ${b}.`,
    verdictInstruction,
  ];
  return parts.join("\n\n");
}
