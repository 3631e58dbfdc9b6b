import { checkOneOf, checkRecord, checkText } from "../arguments/check-values.js";
import type { Check, CheckKind } from "../types/index.js";
import { checkKinds } from "../workload/case-file/case-check.js";
import { answerPart } from "./answer-part.js";
import { checkChoice } from "./check-choice.js";
import { checkJson } from "./check-json.js";
import { checkNumber } from "./check-number.js";
import { checkPattern } from "./check-pattern.js";
import { exactMatch } from "./exact-match.js";
import { findJsonObject } from "./json/json-object.js";
import { matchesSchema } from "./json/matches-schema.js";
import { placeholderValues } from "./json/placeholder-values.js";
import { PatternTooSlow } from "./limited-pattern.js";
import { mentionsFacts } from "./mentions-facts.js";
import { type Judgment, type Scorer, scorer } from "./scorer.js";
import { withinLength } from "./within-length.js";

/**
 * The scorer of one `Check` of a case, by default named for its kind.
 *
 * `json`: passes when the whole answer is one JSON object with all required keys, and no value of theirs is a placeholder such as
 * "N/A"; the value is the share of these keys that are there with a value, also in an object with text around it. `facts`: passes when all are mentioned; the value is their share.
 * `length`, `exact`, `number`, `choice`, `matches` and `schema`: 1 and passed, or 0; null where a number can be read in two ways or a pattern takes too long.
 * With `answerFrom` only that part of the answer is looked at, and the reason says so; an answer without it fails.
 *
 * @example
 * bb.scores.checkScorer({ kind: "facts", facts: ["Paris"] }).name; // => "facts"
 */
export function checkScorer(check: Check, name: string = check.kind): Scorer {
  checkRecord("checkScorer", "check", check, 'a check of a case, as in { kind: "facts", facts: ["Paris"] }');
  checkOneOf("checkScorer", "check.kind", check.kind, checkKinds);
  checkText("checkScorer", "name", name);
  return scorer(name, ({ text }) => judgeCheck(check, text));
}

/** What one `Check` says of a text, by itself: as its scorer does for a trial. */
export function judgeCheck({ answerFrom, ...check }: Check, text: string): Judgment {
  const part = answerPart(text, answerFrom);
  if (part.text === null) return { value: 0, passed: false, reason: `the answer has no part: ${part.where}` };
  const judgment = judgePart(check, part.text);
  return part.where === "" ? judgment : { ...judgment, reason: `${part.where}: ${judgment.reason}` };
}

function judgePart(check: CheckKind, text: string): Judgment {
  switch (check.kind) {
    case "json":
      return jsonJudgment(text, check.requiredKeys);
    case "facts":
      return factsJudgment(text, check.facts);
    case "length":
      return lengthJudgment(text, check);
    case "exact": {
      const passed = exactMatch(text, check.expected);
      return verdict(passed, passed ? "the same text" : "not the same text");
    }
    case "number": {
      const { kind: _, ...options } = check;
      const { matches, reason } = checkNumber(text, options);
      return verdict(matches, reason);
    }
    case "choice": {
      const { kind: _, ...options } = check;
      const { matches, reason } = checkChoice(text, options);
      return verdict(matches, reason);
    }
    case "matches": {
      const { matches, reason } = checkPattern(text, check.pattern, { flags: check.flags ?? "" });
      return verdict(matches, reason);
    }
    case "schema":
      return schemaJudgment(text, check.schema);
  }
}

/** 1 and passed, 0 and failed, or null for both. */
const verdict = (passed: boolean | null, reason: string): Judgment => ({
  value: passed === null ? null : Number(passed),
  passed,
  reason,
});

function schemaJudgment(text: string, schema: Readonly<Record<string, unknown>>): Judgment {
  try {
    const { matches, problems } = matchesSchema(text, schema);
    return verdict(matches, matches ? "matches the schema" : problems.slice(0, 5).join("; "));
  } catch (error) {
    // A schema that refers to itself without an end exhausts the stack.
    if (error instanceof PatternTooSlow || error instanceof RangeError) return verdict(null, error.message);
    throw error;
  }
}

function jsonJudgment(text: string, requiredKeys: readonly string[]): Judgment {
  const found = checkJson(text, { requiredKeys });
  const complaints = [
    ...(found.validJson ? [] : ["not valid JSON"]),
    ...(found.validJson && !found.noExtraText ? ["not a JSON object"] : []),
    ...(found.missingKeys.length === 0 ? [] : [`missing keys: ${found.missingKeys.join(", ")}`]),
  ];
  const { object } = findJsonObject(text);
  const valued = found.presentKeys.filter((key) => placeholderValues(object?.[key]).length === 0);
  const notes = found.hallucinatedValues.map((value) => `placeholder ${JSON.stringify(value)}`);
  const passed = complaints.length === 0 && valued.length === found.presentKeys.length;
  const share = requiredKeys.length === 0 ? Number(passed) : valued.length / requiredKeys.length;
  return { value: share, passed, reason: [...complaints, ...notes].join("; ") || "a JSON object with all keys" };
}

function factsJudgment(text: string, facts: readonly string[]): Judgment {
  const { share, missing } = mentionsFacts(text, facts);
  if (share === null) return { value: null, passed: null, reason: "no facts were asked for" };
  const reason = missing.length === 0 ? "all facts are mentioned" : `not mentioned: ${missing.join(", ")}`;
  return { value: share, passed: missing.length === 0, reason };
}

function lengthJudgment(text: string, limits: Extract<CheckKind, { kind: "length" }>): Judgment {
  const { kind: _, ...named } = limits;
  const { within, words, characters, sentences, exceeded } = withinLength(text, named);
  const counts = `${words} words, ${characters} characters, ${sentences} sentences`;
  const reason = within ? counts : `over ${exceeded.join(", ")}: ${counts}`;
  return { value: within ? 1 : 0, passed: within, reason };
}
