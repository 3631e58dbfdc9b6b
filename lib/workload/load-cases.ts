import { readdir } from "node:fs/promises";
import path from "node:path";
import * as v from "valibot";
import { checkPath } from "../arguments/check-values.js";
import { describeValue, isRecord } from "../arguments/describe-value.js";
import { oneOf, text } from "../arguments/fields.js";
import { checkedOptions, settings } from "../arguments/options.js";
import { parquetRows } from "../database/parquet-rows.js";
import { messageOf } from "../text/error-message.js";
import type { CaseSet } from "../types/index.js";
import { type RawCaseFile, readJsonDocument, readJsonLines } from "./case-file/case-formats.js";
import { nameProblem } from "./case-file/case-record.js";
import { casesFrom, problemList, sealed } from "./case-file/case-set.js";
import { readCsvTable } from "./case-file/csv-table.js";
import { caseFileText, checkCaseFile } from "./case-file/file-text.js";
import { type LayoutName, layoutNames } from "./case-file/layouts.js";
import { type CaseColumns, columnsOf, lackingColumn, likelyColumns, mappedFields } from "./case-file/likely-columns.js";
import { unknownKeys } from "./case-file/raw-value.js";
import { fromColumns, fromLayout, layoutOf, layoutTitle, type Translated } from "./case-file/translate.js";

/** Options of {@link loadCases}. */
export interface LoadCasesOptions {
  /** The layout that the file must be in; another one is an error. @default "auto": by its first record */
  readonly format?: "auto" | LayoutName;
  /** Which column is which field of a case, where the file is in no known layout. */
  readonly columns?: CaseColumns;
}

const formats: ReadonlyMap<string, (text: string) => RawCaseFile> = new Map([
  [".jsonl", readJsonLines],
  [".ndjson", readJsonLines],
  [".json", readJsonDocument],
  [".csv", readCsvTable],
  [".tsv", readCsvTable],
]);
const loadOptions = settings({
  format: v.optional(oneOf("auto", ...layoutNames), "auto"),
  columns: v.optional(settings(v.entriesFromList(mappedFields, v.nullish(text)))),
});
const endings = [...formats.keys(), ".parquet"];

/**
 * Reads a case set from a `.jsonl`, `.json`, `.csv`, `.tsv` or `.parquet` file (`data/cases/README.md` describes the formats).
 *
 * A relative path starts at the working folder, which in a notebook is the notebook's own. Public layouts load by themselves: chat
 * `messages` (also of batch files), ShareGPT, Alpaca and Dolly, question and answer, multiple choice, SQuAD, vLLM's custom
 * prompts, promptfoo's tests. `columns` names the columns of any other; those that it does not name are not read. Which layout
 * was taken is in the set's `layout`, in the manifest and in the report. The set's name and version come from the file's header
 * `{"caseSet": "…", "version": "1.0.0"}`, else they are the file's name and "0". Cases without an id are `case-01`, `case-02` …
 * by their place.
 *
 * Throws one error that names every broken line by file and line (20 of them, then how many more), and when the file is
 * missing, empty, of another kind, not UTF-8 or UTF-16 with its mark, or larger than 64 MiB. Nothing of a broken file is loaded.
 *
 * @example
 * const bootcamp = await bb.loadCases("../data/cases/bootcamp.jsonl");
 * @example
 * const questions = await bb.loadCases("questions.csv", { columns: { prompt: "Frage", expected: "Antwort" } });
 */
export async function loadCases(file: string, options: LoadCasesOptions = {}): Promise<CaseSet> {
  checkPath("loadCases", "file", file);
  const { format, columns } = checkedOptions("loadCases", loadOptions, options);
  if (columns !== undefined && format !== "auto")
    throw new Error("loadCases expected format or columns, got both: leave one of the two out");
  const raw = await rawFile(file);
  const { name, version, problems: headerProblems } = identity(file, raw);
  const { records, problems: layoutProblems, layout } = translated(file, raw, { format, columns });
  const placed = records.map(({ line, value }) => ({ place: `${file}:${line}`, value }));
  const { cases, problems } = casesFrom(placed, path.dirname(file));
  const all = [
    ...[...raw.problems, ...layoutProblems].map(({ line, message }) => `${file}:${line}: ${message}`),
    ...headerProblems,
    ...problems,
  ];
  if (all.length > 0)
    throw new Error(problemList("loadCases", file, inLineOrder(all, file)) + cureFor(raw, layout !== null, all));
  if (cases.length === 0) throw new Error(`loadCases expected at least one case in ${file}, got an empty case set`);
  return sealed(name, version, cases, layout ?? undefined);
}

async function rawFile(file: string): Promise<RawCaseFile> {
  const ending = path.extname(file).toLowerCase();
  if (!endings.includes(ending)) {
    throw new Error(`loadCases expected a file ending in ${endings.join(", ")}, got ${describeValue(file)}`);
  }
  await checkCaseFile(file, () => missing(file));
  const read = formats.get(ending);
  if (read !== undefined) return read(await caseFileText(file));
  const rows = await parquetRows(file).catch((error: unknown) => {
    const [why] = messageOf(error).split("\n");
    throw new Error(`loadCases expected a Parquet file, got other bytes in ${file}: ${why}`);
  });
  return { header: null, records: rows.map((value, at) => ({ line: at + 1, value: filled(value) })), problems: [] };
}

/** A row without its columns that are null, as a table's empty cells are left out. */
const filled = (row: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));

/** The records as those of a case, by the columns or the layout that the caller names, else by the layout that they are in. */
function translated(file: string, raw: RawCaseFile, { format = "auto", columns }: LoadCasesOptions): Translated {
  if (columns !== undefined) {
    refuseMissing(file, raw, columns);
    return fromColumns(raw, columns);
  }
  const found = layoutOf(raw);
  if (format !== "auto" && format !== (found?.name ?? "benchbook")) {
    const there = found === null ? columnsOf(raw).join(", ") : layoutTitle(found.name);
    throw new Error(`loadCases expected ${file} in the layout ${layoutTitle(format)}, got ${there}: leave format out`);
  }
  return found === null ? { records: raw.records, problems: [], layout: null } : fromLayout(raw, found);
}

function refuseMissing(file: string, raw: RawCaseFile, columns: CaseColumns): void {
  const lacking = lackingColumn(raw, columns);
  if (lacking === null || raw.records.length === 0) return;
  const there = columnsOf(raw);
  const cure = `as in ${likelyColumns(raw)}`;
  throw new Error(
    `loadCases found no column ${describeValue(lacking)} in ${file}; there are ${there.join(", ")}: ${cure}`,
  );
}

/** What to write where columns were not understood; nothing where the mistake is another. */
function cureFor(raw: RawCaseFile, isPublic: boolean, problems: readonly string[]): string {
  const there = columnsOf(raw);
  const strange = problems.some((problem) => problem.includes("unknown key"));
  const isNested = raw.records.some(({ value }) => isRecord(value) && isRecord(value.prompt));
  const isOwn = !isPublic && (there.includes("prompt") || there.includes("messages"));
  if (!isNested && (!strange || isOwn)) return "";
  return `\nName the columns that are to be read, as in ${likelyColumns(raw)}`;
}

async function missing(file: string): Promise<string> {
  const folder = path.dirname(path.resolve(file));
  const names = await readdir(folder).catch(() => null);
  if (names === null) return `loadCases found no file ${describeValue(file)}: there is no folder ${folder}`;
  const usable = names.filter((name) => endings.includes(path.extname(name).toLowerCase())).sort();
  const there = usable.length === 0 ? "no case files" : usable.slice(0, 10).join(", ");
  return `loadCases found no file ${describeValue(file)}: looked in ${folder}, which holds ${there}`;
}

function identity(
  file: string,
  raw: RawCaseFile,
): { readonly name: string; readonly version: string; readonly problems: readonly string[] } {
  const fallback = { name: path.basename(file, path.extname(file)), version: "0" };
  if (raw.header === null) return { ...fallback, problems: [] };
  const { line, value } = raw.header;
  const { caseSet = fallback.name, version = fallback.version } = value;
  const problems = [
    unknownKeys(value, ["caseSet", "version", "description", "licence"]),
    ...Object.entries({ caseSet, version }).map(([key, given]) => {
      const problem = nameProblem(given);
      return problem === null ? null : `expected ${key} to be ${problem}`;
    }),
  ].flatMap((problem) => (problem === null ? [] : [`${file}:${line}: ${problem}`]));
  return { name: String(caseSet), version: String(version), problems };
}

function inLineOrder(problems: readonly string[], file: string): readonly string[] {
  const lineOf = (problem: string) => Number.parseInt(problem.slice(file.length + 1), 10);
  return [...problems].sort((a, b) => lineOf(a) - lineOf(b));
}
