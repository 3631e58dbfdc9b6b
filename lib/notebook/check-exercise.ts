import { inspect, isDeepStrictEqual } from "node:util";
import { checkRows, checkText } from "../arguments/check-values.js";
import { firstLine } from "./attempt.js";
import { place } from "./kernel.js";

/** One thing that the answer to an exercise has to do. */
export interface ExerciseCheck {
  /** What the answer must satisfy, in words. */
  readonly says: string;
  /** What a right answer gives. */
  readonly expected: unknown;
  /** Asks the answer. It is a function, so that one that throws is a check that did not come out and not the end of the cell. */
  readonly got: () => unknown;
  /** How far a number may lie from the expected one. @default rounding */
  readonly within?: number;
}

/**
 * Checks the answer to an exercise and shows, for each check, whether it came out, and what was expected and came where it did
 * not. An exercise that is not done yet is no error: the notebook goes on.
 * @throws when there is no check, or one asks nothing.
 * @example
 * bb.checkExercise("1", [{ says: "two and two", expected: 4, got: () => 2 + 2 }]); // => undefined
 */
export function checkExercise(exercise: string, checks: readonly ExerciseCheck[]): void {
  checkText("checkExercise", "exercise", exercise);
  checkRows("checkExercise", "checks", checks, "a list of checks, as in [{ says, expected, got: () => … }]");
  place().show({ "text/plain": judgeExercise(exercise, checks).text });
}

/** What {@link checkExercise} shows, and whether the exercise is done. */
export function judgeExercise(
  exercise: string,
  checks: readonly ExerciseCheck[],
): { readonly done: boolean; readonly text: string } {
  if (checks.length === 0)
    throw new Error(`checkExercise expected at least one check for exercise ${exercise}, got none`);
  const faults = checks.map((check) => faultOf(exercise, check));
  const done = faults.every((fault) => fault === null);
  const lines = checks.map(({ says }, at) => (faults[at] === null ? `  ✓ ${says}` : `  ✗ ${says}: ${faults[at]}`));
  return { done, text: [`Exercise ${exercise}: ${done ? "done" : "not yet"}`, ...lines].join("\n") };
}

/** Null when the check came out. */
function faultOf(exercise: string, { says, expected, got, within }: ExerciseCheck): string | null {
  if (typeof got !== "function")
    throw new Error(`expected check "${says}" of exercise ${exercise} to have got: () => …, got ${shown(got)}`);
  const wanted = `expected ${shown(expected)}${within === undefined ? "" : ` (within ${within})`}`;
  try {
    const came = got();
    return isSame(came, expected, within) ? null : `${wanted}, got ${shown(came)}`;
  } catch (error) {
    return `${wanted}, got ${firstLine(error)}`;
  }
}

/** Sums in another order differ in their last digits. */
const ROUNDING = 1e-9;

function isSame(came: unknown, expected: unknown, within: number | undefined): boolean {
  if (typeof came !== "number" || typeof expected !== "number") return isDeepStrictEqual(came, expected);
  return Math.abs(came - expected) <= (within ?? ROUNDING * Math.max(1, Math.abs(expected)));
}

const shown = (value: unknown) => inspect(value, { breakLength: Number.POSITIVE_INFINITY, maxArrayLength: 10 });
