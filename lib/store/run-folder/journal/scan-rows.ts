import { decodeLine, JOURNAL_VERSION, type JournalRow, partDamagedLine } from "./formats/journal-line.js";
import { type FileLine, lineSplitter } from "./read-lines.js";

/** Something that is wrong with a file of rows. Reading goes on after it; nothing is passed over without one. */
export interface RowProblem {
  readonly kind:
    | "torn-tail"
    | "bad-line"
    | "joined-lines"
    | "missing-rows"
    | "repeated-row"
    | "out-of-order"
    | "other-run"
    | "repaired"
    | "note";
  readonly file: string;
  /** Line of the file, from 1; null when it is about the whole file. */
  readonly line: number | null;
  /** What is wrong and what was done, in one line. */
  readonly message: string;
}

/** What a scan meets: good rows with their own bytes, and problems; `setAside` holds the bytes that are no good row. */
export type Scanned =
  | { readonly kind: "row"; readonly row: JournalRow; readonly line: number; readonly bytes: Buffer }
  | { readonly kind: "problem"; readonly problem: RowProblem; readonly setAside: Buffer | null };

/**
 * Reads a file of checked rows from front to back, piece by piece. Bad lines, rows of another run, gaps and repetitions
 * come out as problems between the good rows (the first of a repeated row wins). Throws when the file cannot be read,
 * and when a newer Benchbook wrote it.
 */
export async function* scanRows(
  file: string,
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
  run: string | null,
): AsyncGenerator<readonly Scanned[]> {
  const lines = lineSplitter();
  const scanner = rowScanner(file, run);
  for await (const chunk of chunks) yield [...scanner.scan(lines.push(chunk))];
  yield [...scanner.scan(lines.end())];
  scanner.end();
}

/** Judges lines in their order; it remembers whose rows these are and which came already. */
function rowScanner(file: string, expectedRun: string | null) {
  const seen = new Set<number>();
  let run = expectedRun;
  let next = 0;
  let newest = 0;

  function* goodRow(row: JournalRow, line: FileLine, bytes: Buffer): Generator<Scanned> {
    const { sequence } = row;
    run ??= row.run;
    if (row.run !== run) {
      return yield trouble(file, line, "other-run", `a row of run ${JSON.stringify(row.run)} set aside`, bytes);
    }
    if (seen.has(sequence)) {
      return yield trouble(file, line, "repeated-row", `row ${sequence} came before; this one set aside`, bytes);
    }
    if (sequence > next) yield trouble(file, line, "missing-rows", missing(next, sequence - 1));
    if (sequence < next) yield trouble(file, line, "out-of-order", `row ${sequence} is out of order; kept`);
    seen.add(sequence);
    next = Math.max(next, sequence + 1);
    yield { kind: "row", row, line: line.number, bytes };
    if (!line.ended) yield trouble(file, line, "torn-tail", "no line break at the end; its last row is whole and kept");
  }

  return {
    *scan(lines: Iterable<FileLine>): Generator<Scanned> {
      for (const line of lines) {
        newest = Math.max(newest, claimedVersion(line));
        const pieces = decodePieces(line);
        if (pieces.length > 1)
          yield trouble(file, line, "joined-lines", "a damaged line break joined rows; parted again");
        for (const { decoded, bytes } of pieces) {
          if (decoded.kind === "bad") yield badLine(file, line, decoded.reason, bytes);
          else if (decoded.row.version > JOURNAL_VERSION) throw newerVersion(file, decoded.row.version);
          else yield* goodRow(decoded.row, line, bytes);
        }
      }
    },
    end: () => {
      if (seen.size === 0 && newest > JOURNAL_VERSION) throw newerVersion(file, newest);
    },
  };
}

function trouble(
  file: string,
  line: FileLine,
  kind: RowProblem["kind"],
  text: string,
  setAside: Buffer | null = null,
): Scanned {
  const message = `${file} line ${line.number}: ${text}`;
  return { kind: "problem", problem: { kind, file, line: line.number, message }, setAside };
}

function badLine(file: string, line: FileLine, reason: string, bytes: Buffer): Scanned {
  return line.ended
    ? trouble(file, line, "bad-line", `set aside: ${reason}`, bytes)
    : trouble(file, line, "torn-tail", `its torn end of ${bytes.length} bytes was cut off`, bytes);
}

function decodePieces(line: FileLine) {
  const bytes = line.bytes ?? Buffer.alloc(0);
  if (line.bytes === null) {
    return [{ decoded: { kind: "bad", reason: `it is ${line.length} bytes long` } as const, bytes }];
  }
  const whole = decodeLine(bytes);
  const parts = whole.kind === "row" ? [bytes] : partDamagedLine(bytes);
  if (parts.length === 1 && parts[0]?.length === bytes.length) return [{ decoded: whole, bytes }];
  return parts.map((part) => ({ decoded: decodeLine(part), bytes: part }));
}

function missing(first: number, last: number): string {
  return first === last ? `row ${first} before it is missing` : `rows ${first} to ${last} before it are missing`;
}

/** The version that a line says it has, whether or not its checksum is known to this version. */
function claimedVersion(line: FileLine): number {
  const match = /^\{"v":(\d{1,6}),/.exec(line.bytes?.subarray(0, 16).toString("latin1") ?? "");
  return match === null ? 0 : Number(match[1]);
}

function newerVersion(file: string, version: number): Error {
  return new Error(
    `expected ${file} in format ${JOURNAL_VERSION} or older, got format ${version}; read it with a newer Benchbook`,
  );
}
