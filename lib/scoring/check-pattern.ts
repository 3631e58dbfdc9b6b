import * as v from "valibot";
import { checkText } from "../arguments/check-values.js";
import { text as anyText, wholeNumber } from "../arguments/fields.js";
import { checkedOptions, settings } from "../arguments/options.js";
import { patternProblem } from "../arguments/pattern-problem.js";
import { isFound, PatternTooSlow } from "./limited-pattern.js";

/** What `checkPattern` found. */
export interface PatternCheck {
  /** Null where the pattern took too long. */
  readonly matches: boolean | null;
  readonly reason: string;
}

/** How long a pattern may take on one answer: far longer than any that ends. */
export const patternLimitMs = 1000;

const patternOptions = settings({
  flags: v.optional(anyText, ""),
  timeLimitMs: v.optional(wholeNumber(1, 60_000), patternLimitMs),
});

/**
 * Looks for a regular expression of JavaScript in an answer; `^` and `$` hold it to the whole. A pattern that takes longer than
 * `timeLimitMs` is stopped, and `matches` is null. Throws when the pattern is no regular expression.
 *
 * @example
 * bb.scores.checkPattern("Paris, France", "^paris", { flags: "i" }).matches; // => true
 */
export function checkPattern(
  text: string,
  pattern: string,
  options: { readonly flags?: string; readonly timeLimitMs?: number } = {},
): PatternCheck {
  checkText("checkPattern", "text", text);
  checkText("checkPattern", "pattern", pattern);
  const { flags, timeLimitMs } = checkedOptions("checkPattern", patternOptions, options);
  const problem = patternProblem(pattern, flags);
  if (problem !== null) throw new Error(`checkPattern expected a regular expression: ${problem}`);
  try {
    const matches = isFound(pattern, flags, text, timeLimitMs);
    return { matches, reason: matches ? "the pattern matches" : "the pattern does not match" };
  } catch (error) {
    if (error instanceof PatternTooSlow) return { matches: null, reason: error.message };
    throw error;
  }
}
