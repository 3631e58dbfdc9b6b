import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { checkPath } from "../statistics/checked-arguments.js";
import type { CaseSet } from "../types.js";
import { type RawCaseFile, readCsvTable, readJsonDocument, readJsonLines } from "./case-file/case-formats.js";
import { nameProblem } from "./case-file/case-record.js";
import { casesFrom, problemList, sealed } from "./case-file/case-set.js";
import { shown, unknownKeys } from "./case-file/raw-value.js";

const largestBytes = 64 * 1024 * 1024;
const formats: ReadonlyMap<string, (text: string) => RawCaseFile> = new Map([
  [".jsonl", readJsonLines],
  [".json", readJsonDocument],
  [".csv", readCsvTable],
]);

/**
 * Reads a case set from a `.jsonl`, `.json` or `.csv` file (`data/cases/README.md` describes the formats).
 *
 * A relative path starts at the working folder, which in a notebook is the notebook's own. The set's name and version
 * come from the file's header `{"caseSet": "…", "version": "1.0.0"}`, else they are the file's name and "0". Cases without
 * an id are `case-01`, `case-02` … by their place.
 *
 * Throws one error that names every broken line by file and line (20 of them, then how many more), and when the file is
 * missing, empty, of another kind, not UTF-8, or larger than 64 MiB. Nothing of a broken file is loaded.
 *
 * @example
 * const bootcamp = await loadCases("../data/cases/bootcamp.jsonl");
 */
export async function loadCases(file: string): Promise<CaseSet> {
  checkPath("loadCases", "file", file);
  const extension = path.extname(file).toLowerCase();
  const read = formats.get(extension);
  if (read === undefined) {
    throw new Error(`loadCases expected a file ending in .jsonl, .json or .csv, got ${shown(file)}`);
  }
  const raw = read(await textOf(file));
  const { name, version, problems: headerProblems } = identity(file, raw);
  const placed = raw.records.map(({ line, value }) => ({ place: `${file}:${line}`, value }));
  const { cases, problems } = casesFrom(placed);
  const all = [
    ...raw.problems.map(({ line, message }) => `${file}:${line}: ${message}`),
    ...headerProblems,
    ...problems,
  ];
  if (all.length > 0) throw new Error(problemList("loadCases", file, inLineOrder(all, file)));
  if (cases.length === 0) throw new Error(`loadCases expected at least one case in ${file}, got an empty case set`);
  return sealed(name, version, cases);
}

async function textOf(file: string): Promise<string> {
  const found = await stat(file).catch(() => null);
  if (found === null) throw new Error(await missing(file));
  if (!found.isFile()) throw new Error(`loadCases expected a file, got a folder or a device at ${path.resolve(file)}`);
  if (found.size > largestBytes) {
    throw new Error(`loadCases expected a file of up to 64 MiB, got ${found.size} bytes in ${file}; split it`);
  }
  const bytes = await readFile(file);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const line = bytes.toString("utf8").split("\ufffd")[0]?.split("\n").length ?? 1;
    throw new Error(`loadCases expected UTF-8 text, got other bytes at ${file}:${line}; save the file as UTF-8`);
  }
}

async function missing(file: string): Promise<string> {
  const folder = path.dirname(path.resolve(file));
  const names = await readdir(folder).catch(() => null);
  if (names === null) return `loadCases found no file ${shown(file)}: there is no folder ${folder}`;
  const usable = names.filter((name) => formats.has(path.extname(name).toLowerCase())).sort();
  const there = usable.length === 0 ? "no case files" : usable.slice(0, 10).join(", ");
  return `loadCases found no file ${shown(file)}: looked in ${folder}, which holds ${there}`;
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
