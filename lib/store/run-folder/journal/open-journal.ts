import { join } from "node:path";
import type { TrialLog } from "../../../types/index.js";
import { diskFiles, type FileLayer } from "../files/file-layer.js";
import { type Lock, takeLock } from "../files/writer-lock.js";
import { openAppendFile } from "./append-file.js";
import { JOURNAL_FILE, readJournal, SAMPLES_FILE } from "./read-rows.js";
import { rehearseRows } from "./rehearse.js";
import { prepareForAppending } from "./repair-journal.js";
import { rowFile, trialLog } from "./write-row.js";

/** The name of the lock that a run's only writer holds: `writer-PID-….lock` in the run folder. */
export const WRITER_LOCK = "writer";

/** What opening a journal needs. */
export interface JournalOptions {
  readonly runId: string;
  /** The number of this measuring process; it must be new in the journal. */
  readonly session: number;
  /** The disk; tests hand in one that fails. */
  readonly files?: FileLayer;
}

/**
 * Opens a run folder's journal for the one process that measures: takes the writer's lock and fixes what an earlier
 * crash left. The caller writes its session record first, and again when it ends: the last one counts. `trial()`
 * resolves when its row is on the disk; after the first failure of the disk every call rejects with that failure, and
 * all rows confirmed before are safe. Samples are written without being synced; should they be lost, `close()` leaves a
 * note in the journal. Throws when another process is writing, when the session's number is taken and when the folder
 * cannot be written.
 */
export async function openJournal(directory: string, options: JournalOptions): Promise<TrialLog> {
  const files = options.files ?? diskFiles;
  const lock = await takeLock(directory, WRITER_LOCK, { files });
  try {
    await refuseTakenSession(directory, options);
    return await openLog(directory, options, files, lock);
  } catch (error) {
    await lock.release().catch(() => undefined); // the first error is the one to tell
    throw error;
  }
}

async function refuseTakenSession(directory: string, { runId, session }: JournalOptions): Promise<void> {
  const { sessions } = await readJournal(directory, { run: runId });
  const next = Math.max(-1, ...sessions.map((known) => known.session)) + 1;
  if (sessions.some((known) => known.session === session)) {
    throw new Error(`expected a new session number, got ${session}, which is in the journal; use ${next}`);
  }
}

async function openLog(directory: string, options: JournalOptions, files: FileLayer, lock: Lock): Promise<TrialLog> {
  rehearseRows();
  const journal = await openRows(join(directory, JOURNAL_FILE), options.runId, { files, durable: true });
  try {
    const samples = await openRows(join(directory, SAMPLES_FILE), options.runId, { files, durable: false });
    const mended = [...journal.mended, ...samples.mended].map((problem) => problem.message);
    if (mended.length > 0) await journal.rows.note("repair", mended);
    return trialLog(journal.rows, samples.rows, () => lock.release());
  } catch (error) {
    await journal.rows.close().catch(() => undefined); // the first error is the one to tell
    throw error;
  }
}

/** Opens a file of rows for its one writer, fixed where it has to be. */
async function openRows(path: string, run: string, options: { readonly files: FileLayer; readonly durable: boolean }) {
  const { nextSequence, mended } = await prepareForAppending(path, run, options.files);
  return { mended, rows: rowFile(await openAppendFile(path, options), run, nextSequence) };
}
