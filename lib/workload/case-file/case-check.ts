import { describeValue, isRecord } from "../../arguments/describe-value.js";
import type { Check } from "../../types/index.js";
import { isText, unknownKeys } from "./raw-value.js";

/** A value, or what is wrong with it. */
export type Checked<T> = { readonly value: T } | { readonly problem: string };

const limits = ["maxWords", "maxCharacters", "maxSentences"] as const;

/** Turns one raw entry of a case's `checks` into a `Check`, or says what is wrong. */
export function checkedCheck(raw: unknown): Checked<Check> {
  if (!isRecord(raw)) return { problem: `expected an object with a "kind", got ${describeValue(raw)}` };
  switch (raw.kind) {
    case "json":
      return jsonCheck(raw);
    case "facts":
      return factsCheck(raw);
    case "length":
      return lengthCheck(raw);
    case "exact":
      return exactCheck(raw);
    default:
      return { problem: `expected kind "json", "facts", "length" or "exact", got ${describeValue(raw.kind)}` };
  }
}

function jsonCheck(raw: Record<string, unknown>): Checked<Check> {
  const requiredKeys = raw.requiredKeys;
  if (!isListOfText(requiredKeys))
    return { problem: `expected requiredKeys to be a list of names, got ${describeValue(requiredKeys)}` };
  return alone(raw, ["requiredKeys"], { kind: "json", requiredKeys });
}

function factsCheck(raw: Record<string, unknown>): Checked<Check> {
  const facts = raw.facts;
  if (!isListOfText(facts) || facts.length === 0) {
    return { problem: `expected facts to be a list of at least one text, got ${describeValue(facts)}` };
  }
  return alone(raw, ["facts"], { kind: "facts", facts });
}

function lengthCheck(raw: Record<string, unknown>): Checked<Check> {
  const given = limits.filter((name) => raw[name] !== undefined);
  if (given.length === 0) return { problem: `expected at least one of ${limits.join(", ")}` };
  const found: Partial<Record<(typeof limits)[number], number>> = {};
  for (const name of given) {
    const limit = raw[name];
    if (typeof limit !== "number" || !Number.isSafeInteger(limit) || limit < 1) {
      return { problem: `expected ${name} to be a whole number from 1 up, got ${describeValue(limit)}` };
    }
    found[name] = limit;
  }
  return alone(raw, limits, { kind: "length", ...found });
}

function exactCheck(raw: Record<string, unknown>): Checked<Check> {
  const expected = raw.expected;
  if (!isText(expected))
    return { problem: `expected "expected" to be a text that is not empty, got ${describeValue(expected)}` };
  return alone(raw, ["expected"], { kind: "exact", expected });
}

function alone(raw: Record<string, unknown>, known: readonly string[], check: Check): Checked<Check> {
  const problem = unknownKeys(raw, ["kind", ...known]);
  return problem === null ? { value: check } : { problem };
}

function isListOfText(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}
