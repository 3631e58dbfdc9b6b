import { checkPath, checkRecord, checkRows } from "../../arguments/check-values.js";
import { type Cell, csvText } from "../run-folder/files/csv-text.js";
import { writeAtomically } from "../run-folder/files/write-atomically.js";
import { type Imported, type ImportedRow, importedRow } from "./imported.js";

const columns = Object.keys(importedRow({ target: "", caseId: "" })) as readonly (keyof ImportedRow)[];

/**
 * Writes imported rows as CSV with the tool in the first columns, so that `readCsv` and `query` take several tools' rows
 * together. Gaps and details are JSON in their cell. Returns the path.
 *
 * @example
 * await importedCsv(imported, "outputs/aiperf.csv");
 */
export async function importedCsv(imported: Imported, path: string): Promise<string> {
  checkRecord("importedCsv", "imported", imported, "what await importResults(…) gives");
  checkRows("importedCsv", "imported.rows", imported.rows, "a list, as await importResults(…) gives");
  checkPath("importedCsv", "path", path);
  const lines = imported.rows.map((row) => ({
    tool: imported.tool,
    toolVersion: imported.toolVersion,
    ...Object.fromEntries(columns.map((column) => [column, cellOf(row[column])])),
  }));
  await writeAtomically(path, csvText(["tool", "toolVersion", ...columns], lines));
  return path;
}

function cellOf(value: ImportedRow[keyof ImportedRow]): Cell {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
}
