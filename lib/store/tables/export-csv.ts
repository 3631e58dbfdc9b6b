import { resolve } from "node:path";
import { checkRun } from "../../arguments/check-runs.js";
import { checkPath } from "../../arguments/check-values.js";
import { oneOf } from "../../arguments/fields.js";
import { checkedOptions, settings } from "../../arguments/options.js";
import type { Run } from "../../types/index.js";
import { csvText } from "../run-folder/files/csv-text.js";
import { errorText } from "../run-folder/files/file-layer.js";
import { writeAtomically } from "../run-folder/files/write-atomically.js";
import { trialsCsv } from "../run-folder/trials-csv.js";
import { RESULT_COLUMNS, resultsRows } from "./results-rows.js";

/** Which table of a run: every trial with all its columns, or its results (measured trials, eight columns). */
export interface ExportOptions {
  readonly layout: "trials" | "results";
}

/**
 * Writes a run as a CSV file, whole or not at all, and gives the file's absolute path. `results` takes
 * `semantic_accuracy` from the run's scores. Throws when the file cannot be written.
 *
 * @example
 * await bb.tables.exportCsv(run, "outputs/trials.csv", { layout: "trials" });
 */
export async function exportCsv(run: Run, path: string, options: ExportOptions): Promise<string> {
  checkRun("exportCsv", run);
  checkPath("exportCsv", "path", path);
  checkLayout("exportCsv", options);
  const target = resolve(path);
  const text = options.layout === "trials" ? trialsCsv(await run.trials()) : await resultsCsv(run);
  await writeAtomically(target, text).catch((error: unknown) => {
    throw new Error(`cannot write to ${target}: ${errorText(error)}; give another path`, { cause: error });
  });
  return target;
}

async function resultsCsv(run: Run): Promise<string> {
  const rows = resultsRows(await run.trials(), run.manifest.cases, await run.scores());
  return csvText(
    RESULT_COLUMNS,
    rows.map((row) => ({ ...row })),
  );
}

const exportOptions = settings({ layout: oneOf("trials", "results") });

/** @throws when the options name no layout that there is. */
export function checkLayout(caller: string, options: ExportOptions): void {
  checkedOptions(caller, exportOptions, options);
}
