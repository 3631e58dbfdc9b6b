import * as v from "valibot";
import { checkText } from "../arguments/check-values.js";
import { numberFrom } from "../arguments/fields.js";
import { checkedOptions, settings } from "../arguments/options.js";
import { type WrittenNumber, writtenNumbers } from "../text/written-numbers.js";
import { boxedText } from "./answer-part.js";

/** What `checkNumber` found. */
export interface NumberCheck {
  /** Null where it depends on what a comma or a point means. */
  readonly matches: boolean | null;
  /** The number that was compared, as it is written; null where the answer has none. */
  readonly written: string | null;
  readonly reason: string;
}

const numberOptions = settings({
  expected: numberFrom(-Infinity),
  tolerance: v.optional(numberFrom(0), 0),
});

/**
 * Compares the last number of an answer, or the last one in its LaTeX `\boxed{…}`, with the expected one.
 *
 * "1,234.5", "1.234,5", "1 234", "-3", "$72", "72 %", "3/4" and "1.2e3" are read. A percentage is right as 72 and as 0.72. Where a
 * comma or a point may part thousands or decimals, as in "1,234", it is read as in English; if only the other reading is the expected
 * number, `matches` is null. `tolerance` is the largest difference that still matches.
 *
 * @example
 * bb.scores.checkNumber("12 + 60 = 72, so she sold $72.", { expected: 72 }).matches; // => true
 */
export function checkNumber(
  text: string,
  options: { readonly expected: number; readonly tolerance?: number },
): NumberCheck {
  checkText("checkNumber", "text", text);
  const { expected, tolerance } = checkedOptions("checkNumber", numberOptions, options);
  const boxed = boxedText(text);
  const last = writtenNumbers(boxed ?? text).at(-1);
  const where = boxed === null ? "" : " in \\boxed{…}";
  if (last === undefined) return { matches: false, written: null, reason: `no number${where || " in the answer"}` };
  const { written } = last;
  const matches = verdictOf(last, expected, tolerance);
  const said = `the last number${where} is ${written}`;
  if (matches === true) return { matches, written, reason: said };
  const reason =
    matches === null
      ? `${said}, which is ${expected} only where commas and points are exchanged`
      : `${said}, not ${expected}`;
  return { matches, written, reason };
}

function verdictOf({ values, elsewhere }: WrittenNumber, expected: number, tolerance: number): boolean | null {
  // Room for the rounding of the difference itself, so that 1.1 is within 0.1 of 1.
  const most = tolerance + 4 * Number.EPSILON * Math.abs(expected);
  const isNear = (value: number) => Math.abs(value - expected) <= most;
  if (values.some(isNear)) return true;
  return elsewhere.some(isNear) ? null : false;
}
