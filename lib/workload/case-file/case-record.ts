import { isRecord } from "../../statistics/checked-arguments.js";
import type { Case, Check } from "../../types.js";
import { checkedCheck } from "./case-check.js";
import { isText, shown, unknownKeys } from "./raw-value.js";

const keys = ["id", "prompt", "kind", "system", "expected", "checks", "maxTokens"] as const;

/** The longest id and set name: both are shown in tables and go into file names. */
export const longestName = 200;

/**
 * Turns one raw record of a case file into a `Case`, or lists all that is wrong with it.
 * An optional field that is missing, null or an empty text becomes null; without an id it is `defaultId`.
 */
export function caseFromRecord(
  raw: unknown,
  defaultId: string,
): { readonly case: Case } | { readonly problems: readonly string[] } {
  if (!isRecord(raw)) return { problems: [`expected an object with a "prompt", got ${shown(raw)}`] };
  const problems: string[] = [];
  const unknown = unknownKeys(raw, keys);
  if (unknown !== null) problems.push(unknown);
  const prompt = raw.prompt;
  if (!isText(prompt)) problems.push(`expected prompt to be a text that is not empty, got ${shown(prompt)}`);
  const made: Case = {
    id: idOf(raw.id, defaultId, problems),
    kind: optionalText(raw, "kind", problems),
    prompt: typeof prompt === "string" ? prompt : "",
    system: optionalText(raw, "system", problems),
    expected: optionalText(raw, "expected", problems),
    checks: checksOf(raw.checks, problems),
    maxTokens: maxTokensOf(raw.maxTokens, problems),
  };
  return problems.length === 0 ? { case: made } : { problems };
}

/**
 * Says what is wrong with a name (of a case or a set); null when it will do.
 *
 * @example
 * nameProblem("capital-of-france"); // => null
 */
export function nameProblem(name: unknown): string | null {
  if (!isText(name)) return `a text that is not empty, got ${shown(name)}`;
  if (name.length > longestName) return `at most ${longestName} characters, got ${name.length}`;
  return /\p{Cc}/u.test(name) ? `no control characters, got ${shown(name)}` : null;
}

function idOf(raw: unknown, defaultId: string, problems: string[]): string {
  if (raw === undefined || raw === null) return defaultId;
  const problem = nameProblem(raw);
  if (problem !== null) problems.push(`expected id to be ${problem}`);
  return typeof raw === "string" ? raw : defaultId;
}

function optionalText(raw: Record<string, unknown>, key: string, problems: string[]): string | null {
  const value = raw[key];
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return value.trim() === "" ? null : value;
  problems.push(`expected ${key} to be a text or null, got ${shown(value)}`);
  return null;
}

function checksOf(raw: unknown, problems: string[]): readonly Check[] {
  if (raw === undefined || raw === null) return [];
  if (!Array.isArray(raw)) {
    problems.push(`expected checks to be a list, got ${shown(raw)}`);
    return [];
  }
  return raw.flatMap((entry: unknown, at): readonly Check[] => {
    const checked = checkedCheck(entry);
    if ("value" in checked) return [checked.value];
    problems.push(`checks[${at}]: ${checked.problem}`);
    return [];
  });
}

function maxTokensOf(raw: unknown, problems: string[]): number | null {
  if (raw === undefined || raw === null) return null;
  if (typeof raw === "number" && Number.isSafeInteger(raw) && raw >= 1) return raw;
  problems.push(`expected maxTokens to be a whole number from 1 up or null, got ${shown(raw)}`);
  return null;
}
