import type { FileLayer } from "../files/file-layer.js";
import { openAppendFile } from "./append-file.js";
import { encodeLine } from "./journal-line.js";
import type { Shape } from "./record-shapes.js";
import { prepareForAppending } from "./repair-journal.js";
import type { RowProblem } from "./scan-rows.js";

/** A file of numbered, checked rows that is being written. */
export interface RowFile {
  /** What was mended when it was opened. */
  readonly mended: readonly RowProblem[];
  /**
   * Adds a row; `pack` makes its data when its turn has come. Rejects a value that does not fit, without leaving a gap.
   * A row that is `urgent` does not wait for others to share its commit.
   */
  add<T>(kind: string, shape: Shape<T>, pack: () => T, urgent?: boolean): Promise<void>;
  /** Adds a row about the file itself. */
  note(kind: "note" | "repair", messages: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Opens a file of rows for its one writer, mended where it has to be; see `openAppendFile` for when rows are safe. */
export async function openRowFile(
  path: string,
  run: string,
  options: { readonly files: FileLayer; readonly durable: boolean },
): Promise<RowFile> {
  const { nextSequence, mended } = await prepareForAppending(path, run, options.files);
  const file = await openAppendFile(path, options);
  let sequence = nextSequence;
  const line = (kind: string, data: unknown) => {
    const bytes = encodeLine(run, sequence, kind, data);
    sequence++; // only now: a row that cannot be made takes no number
    return bytes;
  };
  return {
    mended,
    close: file.close,
    note: (kind, messages) => file.append(() => line(kind, { messages }), true),
    add: (kind, shape, pack, urgent = false) =>
      file.append(() => {
        const data = pack();
        if (shape.fits(data)) return line(kind, data);
        throw new TypeError(`expected a ${kind} to record, got one where ${shape.complaint()}`);
      }, urgent),
  };
}
