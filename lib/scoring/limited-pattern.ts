import { createContext, Script } from "node:vm";

/** A pattern took longer than its limit on a text. */
export class PatternTooSlow extends Error {}

/** Made once: a context takes a millisecond. It holds nothing but what is tested. */
const sandbox = createContext(Object.create(null));
const test = new Script("new RegExp(pattern, flags).test(text)");

/**
 * Whether a regular expression is found in a text, within a time limit. Some expressions take years on some texts; only V8 itself can
 * stop one, through a time limit on the script that runs it.
 * @throws {PatternTooSlow} after `timeLimitMs`.
 *
 * @example
 * isFound("^[A-Z]", "", "Paris", 1000); // => true
 */
export function isFound(pattern: string, flags: string, text: string, timeLimitMs: number): boolean {
  Object.assign(sandbox, { pattern, flags, text });
  try {
    return test.runInContext(sandbox, { timeout: timeLimitMs }) === true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    throw new PatternTooSlow(`the pattern took longer than ${timeLimitMs} ms on this text`);
  } finally {
    Object.assign(sandbox, { pattern: "", text: "" });
  }
}
