import { stat } from "node:fs/promises";
import { checkRun } from "../../arguments/check-runs.js";
import { checkPath } from "../../arguments/check-values.js";
import { appendResults as append } from "../../store/tables/append-results.js";
import { resultsRows } from "../../store/tables/results-rows.js";
import type { Run } from "../../types/index.js";

/**
 * Appends the measured trials of a run to a results.csv; the header is written once. Scores that the
 * run has by now go into `semantic_accuracy`. Returns the file's absolute path.
 * @throws when the file has other columns, or cannot be written.
 * @example
 * await bb.recipes.appendResults(run, "outputs/results.csv");
 */
export async function appendResults(run: Run, path: string): Promise<string> {
  checkRun("appendResults", run);
  checkPath("appendResults", "path", path);
  const rows = resultsRows(await run.trials(), run.manifest.cases, await run.scores());
  return (await append(path, rows)).path;
}

/**
 * Whether rows can be appended to a results.csv, asked before anything is measured; makes the file with its header when it is
 * not there.
 * @throws as `appendResults` would.
 */
export async function checkResults(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory()) throw new Error(`expected the path of a CSV file, got the folder ${path}`);
  await append(path, []);
}
