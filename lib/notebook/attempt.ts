import { checkFunction } from "../arguments/check-values.js";

/**
 * Runs a student's code and gives what it returns, or the first line of its error as a text: a table then shows what went wrong
 * where a value was expected, and the cells below go on.
 *
 * Asynchronous code is waited for in the same way: the promise that comes back never rejects.
 * @throws when it is given no function.
 * @example
 * bb.attempt(() => [1, 2].at(0)); // => 1
 * @example
 * bb.attempt(() => { throw new TypeError("no token"); }); // => "TypeError: no token"
 */
export function attempt<Value>(code: () => Promise<Value>): Promise<Value | string>;
/** The same for code that is not asynchronous. */
export function attempt<Value>(code: () => Value): Value | string;
/** Either of the two. */
export function attempt(code: () => unknown): unknown {
  checkFunction("attempt", "code", code, ", as in attempt(() => myAnswer(3))");
  try {
    const value = code();
    return value instanceof Promise ? value.catch(firstLine) : value;
  } catch (error) {
    return firstLine(error);
  }
}

/** The first line of an error, as `TypeError: what happened`. */
export const firstLine = (error: unknown): string => String(error).split("\n")[0] ?? "";
