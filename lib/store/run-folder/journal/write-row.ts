import type { Sample, Session, Trial, TrialLog } from "../../../types/index.js";
import { errorText } from "../files/file-layer.js";
import type { AppendFile } from "./append-file.js";
import { packTrial, roundSample, roundSession } from "./formats/format-2.js";
import { encodeLine } from "./formats/journal-line.js";
import { packedTrialRecord, type Shape, sampleRecord, sessionRecord } from "./formats/record-shapes.js";

/** A file of numbered, checked rows that is being written. */
export interface RowFile {
  /**
   * Makes the function that adds rows of a kind. Each is packed when its turn has come; one that does not fit is refused, without
   * leaving a gap. A row that is `urgent` does not wait for others to share its commit.
   */
  rowsOf<Value, Packed>(
    kind: string,
    shape: Shape<Packed>,
    pack: (value: Value) => Packed,
  ): (value: Value, urgent?: boolean) => Promise<void>;
  /** Adds a row about the file itself. */
  note(kind: "note" | "repair", messages: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Writes rows to a file, numbered on from `firstSequence`; see `openAppendFile` for when rows are safe. */
export function rowFile(file: AppendFile, run: string, firstSequence: number): RowFile {
  let sequence = firstSequence;
  const line = (kind: string, data: unknown) => {
    const bytes = encodeLine(run, sequence, kind, data);
    sequence++; // only now: a row that cannot be made takes no number
    return bytes;
  };
  return {
    rowsOf(kind, shape, pack) {
      const fits = shape.compiled();
      return (value, urgent = false) =>
        file.append(() => {
          const data = pack(value);
          if (fits(data)) return line(kind, data);
          throw new TypeError(`expected a ${kind} to record, got one where ${shape.complaint()}`);
        }, urgent);
    },
    note: (kind, messages) => file.append(() => line(kind, { messages }), true),
    close: file.close,
  };
}

/** The journal of a measuring process on its two files; `released` is called when both are closed. */
export function trialLog(journal: RowFile, samples: RowFile, released: () => Promise<void>): TrialLog {
  const addTrial = journal.rowsOf<Trial, ReturnType<typeof packTrial>>("trial", packedTrialRecord, packTrial);
  const addSession = journal.rowsOf<Session, Session>("session", sessionRecord, roundSession);
  const addSample = samples.rowsOf<Sample, Sample>("sample", sampleRecord, roundSample);
  let lost = 0;
  let whyLost: string | null = null;
  const closeSamples = async () => {
    await samples.close().catch((error: unknown) => {
      whyLost ??= errorText(error);
    });
    if (whyLost !== null) await journal.note("note", [`${lost} samples were lost: ${whyLost}`]);
  };
  return {
    trial: addTrial,
    session: (session) => addSession(session, true),
    sample: (sample) => {
      addSample(sample).catch((error: unknown) => {
        lost++;
        whyLost ??= errorText(error);
      });
    },
    note: (message) => journal.note("note", [message]),
    close: async () => {
      try {
        await closeSamples().finally(() => journal.close());
      } finally {
        await released();
      }
    },
  };
}
