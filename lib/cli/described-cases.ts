import { type Case, type CaseSet, quantile, tables } from "../index.js";
import { splitWords } from "../metrics/words.js";
import { requestMessages } from "../targets/request-messages.js";

/** How long the requests of a case set are: of each kind of length the smallest, the median, the largest and the sum. */
export interface LengthRow {
  readonly "per case": string;
  readonly smallest: number;
  readonly median: number;
  readonly largest: number;
  readonly "all cases": number;
}

/** What a case set would send, in numbers. */
export interface DescribedCases extends Pick<CaseSet, "name" | "version" | "sha256"> {
  /** Null where the cases are in Benchbook's own layout. */
  readonly layout: CaseSet["layout"] | null;
  readonly count: number;
  /** How many cases have each field that may be left out. */
  readonly fields: Readonly<Record<string, number>>;
  /** How many checks there are of each kind. */
  readonly checks: Readonly<Record<string, number>>;
  readonly lengths: readonly LengthRow[];
}

/** Measures of a case by their names. */
export type Measures = Readonly<Record<string, (one: Case) => number>>;

/** Lengths of what is sent: every turn, the system message among them. A character is a code point, a word stands between spaces. */
export const textMeasures: Measures = {
  turns: (one) => requestMessages(asked(one)).filter(({ role }) => role === "user").length,
  messages: (one) => requestMessages(asked(one)).length,
  characters: (one) => sentText(one).reduce((sum, text) => sum + [...text].length, 0),
  words: (one) => sentText(one).reduce((sum, text) => sum + splitWords(text).length, 0),
  images: (one) => sentImages(one).length,
  "image bytes": (one) => sentImages(one).reduce((sum, { bytes = 0 }) => sum + bytes, 0),
};

/** Describes a case set without sending any of it. */
export function describedCases(set: CaseSet, measures: Measures = textMeasures): DescribedCases {
  const { name, version, sha256, cases, layout = null } = set;
  const rows = Object.entries(measures).map(([what, of]) => lengthRow(what, cases.map(of)));
  const lengths = rows.filter((row) => row.largest > 0);
  const optional = ["system", "expected", "kind", "maxTokens", "generation", "tools", "responseFormat"] as const;
  const fields = optional.map((field) => [field, cases.filter((one) => (one[field] ?? null) !== null).length]);
  return {
    ...{ name, version, sha256, layout, count: cases.length, lengths },
    fields: Object.fromEntries(fields),
    checks: counted(cases.flatMap((one) => one.checks.map(({ kind }) => kind))),
  };
}

/** The description as lines for people. */
export function descriptionLines(described: DescribedCases): readonly string[] {
  const { name, version, count, layout, fields, checks, lengths, sha256 } = described;
  const read = Object.entries(layout?.columns ?? {}).map(([field, column]) => `${field} from ${column}`);
  const unread = layout?.unread ?? [];
  const has = Object.entries({ ...fields, ...named(checks) }).filter(([, cases]) => cases > 0);
  return [
    `${name} ${version}: ${count} ${count === 1 ? "case" : "cases"}, read as ${layout?.name ?? "benchbook"}`,
    ...(read.length === 0 ? [] : [`read: ${read.join(", ")}`]),
    ...(unread.length === 0 ? [] : [`not read: ${unread.join(", ")}`]),
    ...(has.length === 0 ? [] : [`with: ${has.map(([what, cases]) => `${what} (${cases})`).join(", ")}`]),
    `sha256: ${sha256}`,
    "",
    tables.text(lengths),
  ];
}

const named = (checks: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(checks).map(([kind, count]) => [`check ${kind}`, count]));

/** A case as a request has it. */
const asked = ({ prompt, system, messages }: Case) =>
  messages === undefined ? { prompt, system } : { prompt, system, messages };

/** The texts that a case sends. */
export const sentText = (one: Case): readonly string[] => requestMessages(asked(one)).map(({ content }) => content);

const sentImages = ({ messages = [] }: Case) =>
  messages.flatMap(({ parts = [] }) => parts.flatMap((part) => (part.type === "text" ? [] : [part])));

function lengthRow(what: string, values: readonly number[]): LengthRow {
  const of = (share: number) => quantile(values, share);
  const sum = values.reduce((total, value) => total + value, 0);
  return { "per case": what, smallest: of(0), median: of(0.5), largest: of(1), "all cases": sum };
}

function counted(words: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Object.fromEntries(counts);
}
