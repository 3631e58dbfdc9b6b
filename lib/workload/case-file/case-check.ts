import { describeValue, isRecord } from "../../arguments/describe-value.js";
import type { AnswerFrom, Check, CheckKind } from "../../types/index.js";
import { isText, unknownKeys } from "./raw-value.js";
import { choiceCheck, matchesCheck, numberCheck, schemaCheck } from "./value-checks.js";

/** A value, or what is wrong with it. */
export type Checked<T> = { readonly value: T } | { readonly problem: string };

/** A check read from its fields. `known` are those that it may have beside `kind` and `answerFrom`. */
export interface KindOfCheck {
  readonly known: readonly string[];
  readonly read: (raw: Record<string, unknown>) => Checked<CheckKind>;
}

const limits = ["maxWords", "maxCharacters", "maxSentences"] as const;

const kinds: Readonly<Record<CheckKind["kind"], KindOfCheck>> = {
  json: { known: ["requiredKeys"], read: jsonCheck },
  facts: { known: ["facts"], read: factsCheck },
  length: { known: limits, read: lengthCheck },
  exact: { known: ["expected"], read: exactCheck },
  number: numberCheck,
  choice: choiceCheck,
  matches: matchesCheck,
  schema: schemaCheck,
};

/** Every kind of check. */
export const checkKinds = Object.keys(kinds) as readonly CheckKind["kind"][];

const parts: Readonly<Record<AnswerFrom, true>> = {
  text: true,
  "json-in-text": true,
  "last-line": true,
  boxed: true,
  "answer-line": true,
};

/** Turns one raw entry of a case's `checks` into a `Check`, or says what is wrong. */
export function checkedCheck(raw: unknown): Checked<Check> {
  if (!isRecord(raw)) return { problem: `expected an object with a "kind", got ${describeValue(raw)}` };
  const { kind, answerFrom = null } = raw;
  if (typeof kind !== "string" || !Object.hasOwn(kinds, kind))
    return { problem: `expected kind ${inWords(checkKinds)}, got ${describeValue(kind)}` };
  if (answerFrom !== null && (typeof answerFrom !== "string" || !Object.hasOwn(parts, answerFrom)))
    return { problem: `expected answerFrom ${inWords(Object.keys(parts))}, got ${describeValue(answerFrom)}` };
  const { known, read } = kinds[kind as CheckKind["kind"]];
  const checked = read(raw);
  if ("problem" in checked) return checked;
  const problem = unknownKeys(raw, ["kind", ...known, "answerFrom"]);
  if (problem !== null) return { problem };
  return { value: { ...checked.value, ...(answerFrom === null ? {} : { answerFrom: answerFrom as AnswerFrom }) } };
}

function inWords(words: readonly string[]): string {
  const quoted = words.map((word) => JSON.stringify(word));
  return `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`;
}

function jsonCheck(raw: Record<string, unknown>): Checked<CheckKind> {
  const requiredKeys = raw.requiredKeys;
  if (!isListOfText(requiredKeys))
    return { problem: `expected requiredKeys to be a list of names, got ${describeValue(requiredKeys)}` };
  return { value: { kind: "json", requiredKeys } };
}

function factsCheck(raw: Record<string, unknown>): Checked<CheckKind> {
  const facts = raw.facts;
  if (!isListOfText(facts) || facts.length === 0) {
    return { problem: `expected facts to be a list of at least one text, got ${describeValue(facts)}` };
  }
  return { value: { kind: "facts", facts } };
}

function lengthCheck(raw: Record<string, unknown>): Checked<CheckKind> {
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
  return { value: { kind: "length", ...found } };
}

function exactCheck(raw: Record<string, unknown>): Checked<CheckKind> {
  const expected = raw.expected;
  if (!isText(expected))
    return { problem: `expected "expected" to be a text that is not empty, got ${describeValue(expected)}` };
  return { value: { kind: "exact", expected } };
}

function isListOfText(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}
