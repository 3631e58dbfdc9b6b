import { createReadStream } from "node:fs";
import { expectFile } from "../files/expect-file.js";

/** One line of a file, without its line break. */
export interface FileLine {
  readonly number: number;
  /** Null when the line is longer than the cap; its bytes are then passed over. */
  readonly bytes: Buffer | null;
  readonly length: number;
  /** False for a last line that no line break ends. */
  readonly ended: boolean;
}

const LONGEST_LINE = 64 * 1024 * 1024;

/** The bytes of a file in pieces of 128 KiB. Throws what the disk says, as ENOENT for a file that is not there. */
export async function* fileChunks(path: string): AsyncIterable<Buffer> {
  await expectFile(path);
  yield* createReadStream(path, { highWaterMark: 1 << 17 });
}

/** Cuts the pieces of a file into lines. */
export interface LineSplitter {
  /** The lines that this piece completes. */
  push(piece: Buffer): Iterable<FileLine>;
  /** The last line, when no line break ends it. */
  end(): Iterable<FileLine>;
}

/**
 * Starts to cut a file into lines, in bounded memory whatever the file holds: a line longer than `longest` bytes
 * (default 64 MiB) is counted and not kept.
 */
export function lineSplitter(longest = LONGEST_LINE): LineSplitter {
  let pieces: Buffer[] = [];
  let length = 0;
  let number = 0;
  const add = (piece: Buffer) => {
    length += piece.length;
    if (length > longest) pieces = [];
    else pieces.push(piece);
  };
  const take = (ended: boolean): FileLine => {
    const bytes = length > longest ? null : pieces.length === 1 ? (pieces[0] ?? null) : Buffer.concat(pieces);
    const line = { number: ++number, bytes, length, ended };
    pieces = [];
    length = 0;
    return line;
  };
  return {
    *push(piece) {
      let from = 0;
      for (let at = piece.indexOf(10); at !== -1; at = piece.indexOf(10, from)) {
        add(piece.subarray(from, at));
        yield take(true);
        from = at + 1;
      }
      if (from < piece.length) add(piece.subarray(from));
    },
    *end() {
      if (length > 0) yield take(false);
    },
  };
}
