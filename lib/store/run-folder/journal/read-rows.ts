import { join } from "node:path";
import type { Sample, Session, Trial } from "../../../types/index.js";
import { errorCode, errorText } from "../files/file-layer.js";
import { unpackTrial } from "./formats/format-1.js";
import type { JournalRow } from "./formats/journal-line.js";
import { type Shape, sampleRecord, sessionRecord, trialRecord } from "./formats/record-shapes.js";
import { fileChunks } from "./read-lines.js";
import { type RowProblem, scanRows } from "./scan-rows.js";

/** Name of the journal in a run folder. */
export const JOURNAL_FILE = "journal.jsonl";
/** Name of the file of samples in a run folder. */
export const SAMPLES_FILE = "samples.jsonl";

/**
 * Everything that a journal holds: its trials in the order in which they were written, its sessions, what is wrong with
 * it.
 */
export interface Journal {
  readonly trials: readonly Trial[];
  /** One for each measuring process; its last record counts. */
  readonly sessions: readonly Session[];
  readonly problems: readonly RowProblem[];
}

/**
 * Reads the journal of a run folder without changing it. A torn end is left out, bad lines are set aside, missing and
 * repeated rows are noticed, and each of these is one entry of `problems`. A folder without a journal is an empty one.
 * With `run`, rows of any other run are set aside. Throws when the disk fails or a newer Benchbook wrote the journal.
 */
export async function readJournal(directory: string, options: { readonly run?: string } = {}): Promise<Journal> {
  return journalFrom(fileChunks(join(directory, JOURNAL_FILE)), options.run ?? null);
}

/** `readJournal` from the bytes of a journal. */
export async function journalFrom(
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
  run: string | null,
): Promise<Journal> {
  const trials: Trial[] = [];
  const sessions = new Map<number, Session>();
  const problems = await readRows(JOURNAL_FILE, chunks, run, (row) => {
    if (row.kind === "trial") trials.push(unpackTrial(expectShape(row.data, trialRecord)));
    else if (row.kind === "session") {
      const session = expectShape(row.data, sessionRecord);
      sessions.set(session.session, session);
    } else if (row.kind !== "repair" && row.kind !== "note") throw new Error(`rows of kind ${row.kind} are unknown`);
  });
  return { trials, sessions: [...sessions.values()].sort((a, b) => a.session - b.session), problems };
}

/** Reads samples.jsonl of a run folder like `readJournal` the journal. A folder without samples has none. */
export async function readSamples(
  directory: string,
  options: { readonly run?: string } = {},
): Promise<{ readonly samples: readonly Sample[]; readonly problems: readonly RowProblem[] }> {
  const samples: Sample[] = [];
  const problems = await readRows(
    SAMPLES_FILE,
    fileChunks(join(directory, SAMPLES_FILE)),
    options.run ?? null,
    (row) => {
      if (row.kind !== "sample") throw new Error(`rows of kind ${row.kind} are unknown`);
      samples.push(expectShape(row.data, sampleRecord));
    },
  );
  return { samples, problems };
}

/** Gives each good row to `take` and collects the problems; a row that `take` throws at becomes one. */
async function readRows(
  file: string,
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
  run: string | null,
  take: (row: JournalRow) => void,
): Promise<RowProblem[]> {
  const problems: RowProblem[] = [];
  try {
    for await (const part of scanRows(file, chunks, run)) {
      for (const scanned of part) {
        if (scanned.kind === "problem") problems.push(scanned.problem);
        else problems.push(...takeRow(file, scanned.row, scanned.line, take));
      }
    }
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
  return problems;
}

function takeRow(file: string, row: JournalRow, line: number, take: (row: JournalRow) => void): RowProblem[] {
  try {
    take(row);
  } catch (error) {
    return [{ kind: "bad-line", file, line, message: `${file} line ${line}: set aside: ${errorText(error)}` }];
  }
  if (row.kind !== "repair" && row.kind !== "note") return [];
  const kind = row.kind === "repair" ? "repaired" : "note";
  return notes(row.data).map((message) => ({ kind, file, line, message: `${kind}: ${message}` }));
}

/** The messages of a repair or note row. */
function notes(data: unknown): string[] {
  const messages: unknown = typeof data === "object" && data !== null && "messages" in data ? data.messages : [];
  return Array.isArray(messages) ? messages.map(String) : [];
}

function expectShape<T>(value: unknown, shape: Shape<T>): T {
  if (!shape.fits(value)) throw new Error(shape.complaint());
  return value;
}
