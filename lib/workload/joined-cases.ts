// Part of the door: joins workload and store into case sets from files of any kind.

import { parquetRows } from "../database/parquet-rows.js";
import type { CaseSet } from "../types/index.js";
import { type LoadCasesOptions, loadCases as loadFile } from "./load-cases.js";

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
 * const bootcamp = await loadCases("../data/cases/bootcamp.jsonl");
 * @example
 * const questions = await loadCases("questions.csv", { columns: { prompt: "Frage", expected: "Antwort" } });
 */
export async function loadCases(file: string, options: LoadCasesOptions = {}): Promise<CaseSet> {
  return loadFile(file, options, parquetRows);
}
