import { randomBytes } from "node:crypto";
import { rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { checkRun } from "../../arguments/check-runs.js";
import { checkPath } from "../../arguments/check-values.js";
import { withDuckDb } from "../../database/database.js";
import { sqlText } from "../../database/sql-names.js";
import type { Run } from "../../types/index.js";
import type { Row } from "../run-folder/files/csv-text.js";
import { diskFiles, errorText } from "../run-folder/files/file-layer.js";
import { trialColumns, trialRow } from "../run-folder/trials-csv.js";
import { checkLayout, type ExportOptions } from "./export-csv.js";
import { loadRows } from "./load-rows.js";
import { RESULT_COLUMNS, resultsRows } from "./results-rows.js";

/**
 * Writes a run as a Parquet file (zstd), whole or not at all, and gives the file's absolute path. Numbers, nulls and
 * empty texts keep their types, so nothing is neutralized. Layouts are those of `exportCsv`. Throws when the file
 * cannot be written.
 *
 * @example
 * await bb.tables.exportParquet(run, "outputs/trials.parquet", { layout: "trials" });
 */
export async function exportParquet(run: Run, path: string, options: ExportOptions): Promise<string> {
  checkRun("exportParquet", run);
  checkPath("exportParquet", "path", path);
  checkLayout("exportParquet", options);
  const target = resolve(path);
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`);
  const { columns, rows } = await tableOf(run, options.layout);
  try {
    await withDuckDb(async (connection) => {
      await loadRows(connection, "rows", columns, rows);
      await connection.run(`COPY "rows" TO ${sqlText(temporary)} (FORMAT parquet, COMPRESSION zstd)`);
    });
    await putOnDisk(temporary);
    await rename(temporary, target);
    await diskFiles.syncFolder(dirname(target));
  } catch (error) {
    await rm(temporary, { force: true });
    throw new Error(`cannot write to ${target}: ${errorText(error)}; give another path`, { cause: error });
  }
  return target;
}

async function putOnDisk(path: string): Promise<void> {
  const file = await diskFiles.open(path, "r+");
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
}

async function tableOf(run: Run, layout: ExportOptions["layout"]) {
  const trials = await run.trials();
  if (layout === "trials") return { columns: trialColumns(), rows: trials.map((trial): Row => trialRow(trial)) };
  const rows = resultsRows(trials, run.manifest.cases, await run.scores());
  return { columns: RESULT_COLUMNS, rows: rows.map((row): Row => ({ ...row })) };
}
