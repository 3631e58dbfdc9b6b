import { createHash } from "node:crypto";
import * as v from "valibot";
import { checkRecord } from "../../arguments/check-values.js";
import { checkedLater } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import type { Case, CaseInput, CaseLayout, CaseSet, CaseSetInput, CaseTokenizer } from "../../types/index.js";
import { canonicalJson } from "./canonical-json.js";
import { imageSizeProblem } from "./case-images.js";
import { caseFromRecord, nameProblem } from "./case-record.js";
import { storedCase } from "./stored-cases.js";

/** One raw record and the words by which an error names its place. */
export interface PlacedRecord {
  readonly place: string;
  readonly value: unknown;
}

/** An error names this many places and counts the rest. */
const mostNamed = 20;

const identity = { name: v.optional(checkedLater<string>()), version: v.optional(checkedLater<string>()) };
const caseSetOptions = settings({
  cases: v.custom<readonly CaseInput[]>(Array.isArray, 'a list of cases, as in [{ prompt: "Say hello." }]'),
  ...identity,
});
const caseSetInput = settings({
  cases: v.custom<CaseSetInput["cases"]>(Array.isArray, "a list of cases"),
  ...identity,
  sha256: v.optional(checkedLater<string>()),
  layout: v.nullish(checkedLater<CaseLayout>()),
  tokenizer: v.nullish(checkedLater<CaseTokenizer>()),
});

/**
 * A case set from a list in a notebook or a script, by the same rules as a file's. Throws one error that names every
 * case that is not right, when two ids are equal, and when the list is empty. Rows of a query are such a list.
 *
 * @example
 * bb.caseSet({ name: "mine", cases: [{ prompt: "Say hello." }] }).cases[0].id; // => "case-01"
 */
export function caseSet(options: {
  readonly cases: readonly CaseInput[] | readonly Readonly<Record<string, unknown>>[];
  readonly name?: string;
  readonly version?: string;
}): CaseSet {
  return completed("caseSet", checkedOptions("caseSet", caseSetOptions, options));
}

/**
 * A case set that was written by hand, or changed after it was loaded, as a file would give it: what may be left out is filled in,
 * and the fingerprint is that of its cases. One from `loadCases` comes out as it went in. Nothing that is passed on is changed.
 *
 * Throws one error that names every case that is not right.
 */
export function wholeCases(caller: string, cases: CaseSetInput): CaseSet {
  checkRecord(caller, "cases", cases, "what loadCases, caseSet or syntheticCases gives");
  const { tokenizer, ...given } = checkedOptions(`${caller}, cases:`, caseSetInput, cases);
  const whole = completed(caller, given);
  // Of cases that were changed since, the lengths are no longer those that were counted.
  return tokenizer && given.sha256 === whole.sha256 ? withTokenizer(whole, tokenizer) : whole;
}

/** A case set whose prompts have one number of tokens, and the tokenizer that counted them. */
export const withTokenizer = (cases: CaseSet, tokenizer: CaseTokenizer): CaseSet => ({ ...cases, tokenizer });

/** A case set before its cases are looked at. */
interface Listed extends Pick<CaseSetInput, "name" | "version" | "layout"> {
  readonly cases: readonly unknown[];
}

function completed(caller: string, { name = "cases", version = "0", layout = null, cases: given }: Listed): CaseSet {
  for (const [what, value] of Object.entries({ name, version })) {
    const problem = nameProblem(value);
    if (problem !== null) throw new Error(`${caller} expected ${what} of the case set to be ${problem}`);
  }
  const records = Array.from(given, (value, at) => ({ place: `cases[${at}]`, value }));
  const { cases, problems } = casesFrom(records, process.cwd());
  if (problems.length > 0)
    throw new Error(problemList(caller, "the list of cases", problems, caller === "caseSet" ? "loaded" : "sent"));
  if (cases.length === 0) throw new Error(`${caller} expected at least one case, got an empty case set`);
  return sealed(name, version, cases, layout ?? undefined);
}

/** Checks records in order and gives the cases, and the problems as `place: what`. Ids must differ. Images are read from `folder`. */
export function casesFrom(
  records: readonly PlacedRecord[],
  folder: string,
): {
  readonly cases: readonly Case[];
  readonly problems: readonly string[];
} {
  const cases: Case[] = [];
  const problems: string[] = [];
  const places = new Map<string, string>();
  const digits = Math.max(2, String(records.length).length);
  records.forEach(({ place, value }, at) => {
    const made = caseFromRecord(value, `case-${String(at + 1).padStart(digits, "0")}`, folder);
    if ("problems" in made) {
      problems.push(`${place}: ${made.problems.join("; ")}`);
      return;
    }
    const earlier = places.get(made.case.id);
    if (earlier !== undefined)
      problems.push(`${place}: the id ${JSON.stringify(made.case.id)} stands at ${earlier} already`);
    places.set(made.case.id, earlier ?? place);
    cases.push(made.case);
  });
  const parts = cases.flatMap(({ messages = [] }) => messages.flatMap((turn) => turn.parts ?? []));
  const tooLarge = imageSizeProblem(parts);
  return { cases, problems: tooLarge === null ? problems : [...problems, `${records[0]?.place}: ${tooLarge}`] };
}

/** A `CaseSet` with its fingerprint: SHA-256 of the canonical JSON (RFC 8785) of the cases, in hexadecimal; an image
 * counts by its own. */
export function sealed(name: string, version: string, cases: readonly Case[], layout?: CaseLayout): CaseSet {
  const sha256 = createHash("sha256")
    .update(canonicalJson(cases.map(storedCase)))
    .digest("hex");
  return { name, version, sha256, cases, ...(layout === undefined ? {} : { layout }) };
}

/** One error text for all problems: up to 20 by name, then how many more. */
export function problemList(caller: string, where: string, problems: readonly string[], undone = "loaded"): string {
  const more = problems.length - mostNamed;
  const lines = problems.slice(0, mostNamed).map((problem) => `  ${problem}`);
  if (more > 0) lines.push(`  … and ${more} more`);
  const count = problems.length === 1 ? "1 mistake" : `${problems.length} mistakes`;
  return `${caller} found ${count} in ${where}; nothing was ${undone}:\n${lines.join("\n")}`;
}
