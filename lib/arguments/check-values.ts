import { describeValue, isPromise, isRecord } from "./describe-value.js";

// What a caller hands over, looked at before it is used: the wrong thing is named as it came, with what to write in its place.

/** The error for a wrong argument: what it should be, what it is, and after that the cure, which begins with its own mark. */
export function wrong(caller: string, name: string, expected: string, value: unknown, cure = ""): Error {
  return new Error(
    `${caller} expected ${name} to be ${expected}, got ${describeValue(value)}${isPromise(value) ? "" : cure}`,
  );
}

/** Throws when a value is not a text. `cure` begins with its own mark: `; write …`. */
export function checkText(caller: string, name: string, value: string, cure = ""): void {
  if (typeof value !== "string") throw wrong(caller, name, "a text", value, cure);
}

/** Throws when the path of a file or folder is no text, or empty. */
export function checkPath(caller: string, name: string, value: string): void {
  if (typeof value !== "string" || value.trim() === "") throw wrong(caller, name, "a path", value);
}

/** Throws when something is not a number. NaN and infinity are not numbers. */
export function checkNumber(caller: string, name: string, value: number): void {
  if (typeof value !== "number" || !Number.isFinite(value)) throw wrong(caller, name, "a number", value);
}

/** Throws when something is no function. */
export function checkFunction(caller: string, name: string, value: unknown, cure = ""): void {
  if (typeof value !== "function") throw wrong(caller, name, "a function", value, cure);
}

/** Throws when something has no fields. `expected` says what it is: `a figure, as figures.latency gives`. */
export function checkRecord(caller: string, name: string, value: object, expected: string): void {
  if (!isRecord(value) || isPromise(value)) throw wrong(caller, name, expected, value);
}

/** Throws when something is no list. `expected` says of what: `a list of texts`. */
export function checkList(caller: string, name: string, value: readonly unknown[], expected: string, cure = ""): void {
  if (!Array.isArray(value)) throw wrong(caller, name, expected, value, cure);
}

/** Throws when a value is not a list of texts; for a single text the message says to use brackets. */
export function checkTexts(caller: string, name: string, value: readonly string[]): void {
  const cure = typeof value === "string" ? `: write [${describeValue(value)}]` : "";
  checkList(caller, name, value, "a list of texts", cure);
  const at = value.findIndex((one) => typeof one !== "string");
  if (at >= 0) throw wrong(caller, `${name}[${at}]`, "a text", value[at]);
}

/** Throws when something is no list of objects, such as rows, scores or samples. */
export function checkRows(caller: string, name: string, value: readonly object[], expected: string, cure = ""): void {
  checkList(caller, name, value, expected, cure);
  const at = value.findIndex((one) => !isRecord(one));
  if (at >= 0) throw wrong(caller, `${name}[${at}]`, "an object", value[at]);
}

/** Throws when a value is not one of these words, and lists them. */
export function checkOneOf(
  caller: string,
  name: string,
  value: string | number,
  words: readonly (string | number)[],
): void {
  if (words.includes(value)) return;
  throw wrong(caller, name, words.map((word) => JSON.stringify(word)).join(" or "), value);
}
