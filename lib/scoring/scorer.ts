import { checkFunction, checkText } from "../arguments/check-values.js";
import { describeValue } from "../arguments/describe-value.js";
import type { Case, Trial } from "../types/index.js";

/** What a scorer says of one answer: 0 to 1 where it can, null with the reason where it cannot judge. */
export interface Judgment {
  readonly value: number | null;
  readonly passed: boolean | null;
  readonly reason: string;
}

/** What a scorer is given: an answered trial, its case, and the answer's text. */
export interface Answer {
  readonly trial: Trial;
  readonly case: Case;
  readonly text: string;
}

/**
 * A judge of answers. Its name appears in tables and files and must be unique. It scores answered, measured trials
 * only. What it throws stops the scoring, so a problem with one answer is a judgment with the value null.
 */
export interface Scorer {
  readonly name: string;
  /** Receives all the answers before the first is scored, so that a model can judge them in one run. */
  prepare?(answers: readonly Answer[]): Promise<void>;
  score(answer: Answer): Promise<Judgment>;
}

/**
 * A scorer from a function of the answer. A boolean is a pass (1) or a fail (0), a number is a value, null means that it cannot judge;
 * a whole judgment passes through.
 *
 * A scorer of your own: `const polite = scorer("polite", ({ text }) => /please|thank/i.test(text));`
 *
 * @example
 * bb.scorer("polite", ({ text }) => /please|thank/i.test(text)).name; // => "polite"
 */
export function scorer(
  name: string,
  judge: (answer: Answer) => MaybePromise<boolean | number | null | Judgment>,
): Scorer {
  checkText("scorer", "name", name);
  checkFunction("scorer", "judge", judge, ': write scorer("polite", ({ text }) => /please/i.test(text))');
  return { name, score: async (answer) => judgmentOf(name, await judge(answer)) };
}

/** A value or the promise of one. */
export type MaybePromise<T> = T | Promise<T>;

function judgmentOf(name: string, given: boolean | number | null | Judgment): Judgment {
  if (given === null) return { value: null, passed: null, reason: `${name} has no judgement` };
  if (typeof given === "boolean") return { value: given ? 1 : 0, passed: given, reason: `${name}: ${given}` };
  if (typeof given === "number") return { value: given, passed: null, reason: `${name}: ${given}` };
  if (typeof given === "object" && "value" in given) return given;
  throw new Error(
    `the scorer "${name}" expected its function to give a boolean, a number, null or { value, passed, reason }, got ${describeValue(given)}`,
  );
}
