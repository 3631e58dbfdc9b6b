import { describeValue, isRecord } from "../../arguments/describe-value.js";
import { schemaProblem } from "../../arguments/json-schema.js";
import { patternProblem } from "../../arguments/pattern-problem.js";
import { writtenNumbers } from "../../text/written-numbers.js";
import type { KindOfCheck } from "./case-check.js";
import { choiceLabel, choiceLabels } from "./choice-labels.js";
import { isText } from "./raw-value.js";

// The checks that compare a value of the answer: what their fields in a case file must be.

/** `{ kind: "number", expected: 72, tolerance: 0.5 }`; the expected number may be written as a text. */
export const numberCheck: KindOfCheck = {
  known: ["expected", "tolerance"],
  read: ({ expected: raw, tolerance = null }) => {
    const expected = numberFrom(raw);
    if (expected === null) return { problem: `expected "expected" to be a number, got ${describeValue(raw)}` };
    if (tolerance === null) return { value: { kind: "number", expected } };
    if (typeof tolerance !== "number" || !(tolerance >= 0 && Number.isFinite(tolerance)))
      return { problem: `expected tolerance to be a number of at least 0, got ${describeValue(tolerance)}` };
    return { value: { kind: "number", expected, tolerance } };
  },
};

/** A number, also from a text that is one and nothing else; null for anything else. */
export function numberFrom(raw: unknown): number | null {
  if (typeof raw === "number") return Number.isFinite(raw) ? raw : null;
  if (typeof raw !== "string") return null;
  const [found, more] = writtenNumbers(raw);
  const value = found?.values[0];
  return more === undefined && found?.written === raw.trim() && Number.isFinite(value) ? (value ?? null) : null;
}

/** `{ kind: "choice", expected: "B", choices: ["Sky", "Blood"] }`. */
export const choiceCheck: KindOfCheck = {
  known: ["expected", "choices", "labels"],
  read: ({ expected, choices, labels = null }) => {
    if (!isTexts(choices) || choices.length < 2 || choices.length > 26)
      return { problem: `expected choices to be a list of 2 to 26 texts, got ${describeValue(choices)}` };
    if (labels !== null && (!isTexts(labels) || new Set(labels).size !== choices.length))
      return { problem: `expected a label for each choice, all different, got ${describeValue(labels)}` };
    const names = labels ?? choiceLabels(choices.length);
    if (typeof expected !== "string" || choiceLabel(expected, choices, names) === null)
      return {
        problem: `expected "expected" to be a choice or one of ${names.join(", ")}, got ${describeValue(expected)}`,
      };
    return { value: { kind: "choice", expected, choices, ...(labels === null ? {} : { labels }) } };
  },
};

/** `{ kind: "matches", pattern: "^[A-Z]", flags: "i" }`. */
export const matchesCheck: KindOfCheck = {
  known: ["pattern", "flags"],
  read: ({ pattern, flags = null }) => {
    if (typeof pattern !== "string" || pattern === "")
      return { problem: `expected pattern to be a regular expression as a text, got ${describeValue(pattern)}` };
    if (flags !== null && typeof flags !== "string")
      return { problem: `expected flags to be a text such as "i", got ${describeValue(flags)}` };
    const problem = patternProblem(pattern, flags ?? "");
    if (problem !== null) return { problem: `expected pattern to be a regular expression: ${problem}` };
    return { value: { kind: "matches", pattern, ...(flags === null ? {} : { flags }) } };
  },
};

/** `{ kind: "schema", schema: { type: "object", required: ["name"] } }`. */
export const schemaCheck: KindOfCheck = {
  known: ["schema"],
  read: ({ schema }) => {
    if (!isRecord(schema)) return { problem: `expected schema to be a JSON Schema, got ${describeValue(schema)}` };
    const problem = schemaProblem(schema);
    return problem === null
      ? { value: { kind: "schema", schema } }
      : { problem: `expected schema to be a JSON Schema: ${problem}` };
  },
};

const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);
