import { join } from "node:path";
import type { Sample, Session, Trial, TrialLog } from "../../../types/index.js";
import { diskFiles, errorText, type FileLayer } from "../files/file-layer.js";
import { type Lock, takeLock } from "../files/writer-lock.js";
import { packTrial, roundSample, roundSession } from "./packed-trial.js";
import { JOURNAL_FILE, readJournal, SAMPLES_FILE } from "./read-journal.js";
import { packedTrialRecord, sampleRecord, sessionRecord } from "./record-shapes.js";
import { rehearseRows } from "./rehearse.js";
import { openRowFile, type RowFile } from "./row-file.js";

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
 * Opens a run folder's journal for the one process that measures: takes the writer's lock and mends what an earlier
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
  const journal = await openRowFile(join(directory, JOURNAL_FILE), options.runId, { files, durable: true });
  try {
    const samples = await openRowFile(join(directory, SAMPLES_FILE), options.runId, { files, durable: false });
    const mended = [...journal.mended, ...samples.mended].map((problem) => problem.message);
    if (mended.length > 0) await journal.note("repair", mended);
    return trialLog(journal, samples, lock);
  } catch (error) {
    await journal.close().catch(() => undefined); // the first error is the one to tell
    throw error;
  }
}

function trialLog(journal: RowFile, samples: RowFile, lock: Lock): TrialLog {
  let lost = 0;
  let whyLost: string | null = null;
  const close = async () => {
    await samples.close().catch((error: unknown) => {
      whyLost ??= errorText(error);
    });
    if (whyLost !== null) await journal.note("note", [`${lost} samples were lost: ${whyLost}`]);
  };
  return {
    trial: (trial: Trial, urgent) => journal.add("trial", packedTrialRecord, () => packTrial(trial), urgent),
    session: (session: Session) => journal.add("session", sessionRecord, () => roundSession(session), true),
    sample: (sample: Sample) => {
      const added = samples.add("sample", sampleRecord, () => roundSample(sample));
      added.catch((error: unknown) => {
        lost++;
        whyLost ??= errorText(error);
      });
    },
    note: (message: string) => journal.note("note", [message]),
    close: async () => {
      try {
        await close().finally(() => journal.close());
      } finally {
        await lock.release();
      }
    },
  };
}
