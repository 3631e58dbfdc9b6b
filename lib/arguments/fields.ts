import * as v from "valibot";
import type { CaseSet, Target } from "../types/index.js";
import { tokenSources } from "./check-runs.js";
import { isTarget } from "./is-target.js";

// What single settings may be. The message of each schema is what was expected; `checkedOptions` makes a sentence of it.

const rangeText = (least: number, most: number) =>
  most === Infinity ? ` of at least ${least}` : ` from ${least} to ${most}`;

/** A whole number within limits, both included. Without limits any that a number holds exactly. */
export function wholeNumber(least = -Infinity, most = Infinity) {
  const message = `a whole number${least === -Infinity ? "" : rangeText(least, most)}`;
  return v.pipe(v.number(message), v.safeInteger(message), v.minValue(least, message), v.maxValue(most, message));
}

/** The seed of random numbers: a whole number, of which -0 is the same as 0. */
export const wholeSeed = v.pipe(
  v.number("a whole number, such as 7"),
  v.safeInteger("a whole number, such as 7"),
  v.transform((seed) => seed + 0),
);

/** A finite number within limits, both included. */
export function numberFrom(least: number, most = Infinity) {
  const message = `a number${rangeText(least, most)}`;
  return v.pipe(v.number(message), v.finite(message), v.minValue(least, message), v.maxValue(most, message));
}

/** A finite number above 0. */
export const positiveNumber = v.pipe(
  v.number("a number above 0"),
  v.finite("a number above 0"),
  v.gtValue(0, "a number above 0"),
);

const shareText = "a number between 0 and 1, both excluded";

/** A number strictly between 0 and 1, such as a confidence. For a percentage the message says how to write it. */
export const share = v.pipe(v.number(shareText), v.gtValue(0, shareText), v.ltValue(1, shareText));

/** Any text. */
export const text = v.string("a text");

/** A text with something visible in it. */
export function filledText(expected = "text that is not empty") {
  return v.pipe(
    v.string(expected),
    v.check((value) => value.trim() !== "", expected),
  );
}

/** A list of texts. */
export const texts = v.array(text, "a list of texts");

/** True or false. */
export const trueOrFalse = v.boolean("true or false");

/** One of some words or numbers, which the message names. */
export function oneOf<const Words extends readonly (string | number | boolean)[]>(...words: Words) {
  const expected = words.map((word) => JSON.stringify(word));
  const [last, ...others] = expected.reverse();
  const message = others.length === 0 ? `${last}` : `${others.reverse().join(", ")} or ${last}`;
  return v.custom<Words[number]>((value) => words.some((word) => word === value), message);
}

/** A function. */
export function functionOf<Function>(expected = "a function") {
  return v.custom<Function>((value) => typeof value === "function", expected);
}

/** Who counted the tokens; any source by default. */
export const tokenSource = v.optional(oneOf(...tokenSources));

/** A target, as `llamaTarget` and its kin make. */
export const target = v.custom<Target>(isTarget, "a target made by llamaTarget, openaiTarget, …");

/** A value with a check of its own, where it is read. `expected` is the message for a missing setting. */
export const checkedLater = <Value>(expected = "given") => v.custom<Value>((value) => value !== undefined, expected);

/** A case set, whose cases are checked where they are read. */
export const caseSetField = checkedLater<CaseSet>("what loadCases, caseSet or syntheticCases gives");
