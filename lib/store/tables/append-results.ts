import { mkdir, open, readFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { csvRows, csvText } from "../run-folder/files/csv-text.js";
import { errorCode, errorText } from "../run-folder/files/file-layer.js";
import { takeLock } from "../run-folder/files/writer-lock.js";
import { RESULT_COLUMNS, type ResultsRow } from "./results-rows.js";

/** What appending did. */
export interface Appended {
  readonly path: string;
  readonly rows: number;
  /** What was fixed before, in words; null when nothing was. */
  readonly mended: string | null;
}

const HEADER = RESULT_COLUMNS.join(",");

/**
 * Appends lines to a results.csv, which grows over runs. The header is written once, also when several
 * processes append at once: they take turns. A line that an earlier crash tore is moved to `FILE.torn` and said. Throws
 * when the file has other columns, and when it cannot be written.
 */
export async function appendResults(path: string, rows: readonly ResultsRow[]): Promise<Appended> {
  const target = resolve(path);
  await mkdir(dirname(target), { recursive: true });
  const lock = await takeLock(dirname(target), `.${basename(target)}`, { waitMs: 10_000 });
  try {
    return await appendAlone(target, rows);
  } finally {
    await lock.release();
  }
}

async function appendAlone(path: string, rows: readonly ResultsRow[]): Promise<Appended> {
  const before = await contentOf(path);
  const lines = rows.map((row) => ({ ...row }));
  if (HEADER.startsWith(before.toString("utf8", 0, HEADER.length + 1))) {
    // empty, or torn inside its header
    await addBytes(path, 0, csvText(RESULT_COLUMNS, lines));
    return { path, rows: rows.length, mended: null };
  }
  const lineBreak = refuseOtherHeader(path, before);
  const end = endOfRecords(before);
  let text = csvRows(RESULT_COLUMNS, lines);
  let mended: string | null = null;
  let keep = before.length;
  if (end < before.length && isWholeRecord(before.subarray(end).toString("utf8"))) {
    text = lineBreak + text;
    mended = "the last line had no line break; it got one";
  } else if (end < before.length) {
    keep = end;
    await addBytes(`${path}.torn`, null, `${before.subarray(end).toString("utf8")}\n`);
    mended = `the last line was torn; its ${before.length - end} bytes are in ${basename(path)}.torn`;
  }
  await addBytes(path, keep, text);
  return { path, rows: rows.length, mended };
}

async function contentOf(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return Buffer.alloc(0);
    throw error;
  }
}

/** Appends after `keep` bytes (null: after all of them), in whole lines and put on the disk. */
async function addBytes(path: string, keep: number | null, text: string): Promise<void> {
  const file = await open(path, "a").catch((error: unknown) => {
    throw new Error(`cannot write to ${path}: ${errorText(error)}; give another path`, { cause: error });
  });
  try {
    if (keep !== null) await file.truncate(keep);
    await file.appendFile(text, "utf8");
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** The file's line break; throws when its first line is not the header. A byte order mark and quotes are let pass. */
function refuseOtherHeader(path: string, content: Buffer): string {
  const first = content.subarray(0, Math.max(content.indexOf(10), 0)).toString("utf8") || content.toString("utf8");
  const header = first.replace(/^\uFEFF/, "").replace(/[\r"]/g, "");
  if (header !== HEADER) {
    throw new Error(
      `expected ${path} to begin with ${HEADER}, got ${header.slice(0, 200)}; ` +
        "give another path or move that file away",
    );
  }
  return first.endsWith("\r") ? "\r\n" : "\n";
}

/** Where the last line ends whose quotes are closed: a line break inside quotes belongs to a text. */
function endOfRecords(content: Buffer): number {
  let inQuotes = false;
  let end = 0;
  for (let at = 0; at < content.length; at++) {
    const byte = content[at];
    if (byte === 34) inQuotes = !inQuotes;
    else if (byte === 10 && !inQuotes) end = at + 1;
  }
  return end;
}

/** Whether a line without its line break still has all its cells: somebody's editor may have dropped the last one. */
function isWholeRecord(line: string): boolean {
  if ((line.match(/"/g) ?? []).length % 2 === 1) return false;
  const commas = line.replace(/"[^"]*"/g, "").match(/,/g) ?? [];
  return commas.length === RESULT_COLUMNS.length - 1;
}
