import { messageOf } from "../text/error-message.js";

/**
 * What is wrong with a regular expression and its flags; null when they will do. The flags g and y are refused: they keep a place
 * between two searches.
 *
 * @example
 * patternProblem("(", ""); // => "Invalid regular expression: /(/: Unterminated group"
 */
export function patternProblem(pattern: string, flags: string): string | null {
  if (/[gy]/.test(flags)) return `expected flags among d, i, m, s, u and v, got ${JSON.stringify(flags)}`;
  try {
    new RegExp(pattern, flags);
    return null;
  } catch (error) {
    return messageOf(error);
  }
}
