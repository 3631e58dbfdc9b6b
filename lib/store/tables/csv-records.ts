import { createReadStream } from "node:fs";
import { TextDecoder } from "node:util";

/** Takes one record. The two lists are reused for the next one: copy what must last. "stop" ends the reading. */
export type TakeRecord = (cells: readonly string[], quoted: readonly boolean[], line: number) => undefined | "stop";

const LONGEST_RECORD = 64 * 1024 * 1024;
const [QUOTE, LF, CR] = [34, 10, 13];

/**
 * Reads a CSV file (RFC 4180, UTF-8 or UTF-16 with its mark) record by record, and tells of each cell whether it stood
 * in quotes, which alone tells `""` from nothing and `"007"` from 7. Lines may end in LF, CRLF or CR. Written here
 * because the well-kept parser gives the quotes only through a call for each cell, which takes 48 s for a million lines
 * of eight cells against 1.3 s here (2 cores). Throws, naming the line, at text after a closing quote and at a quote
 * that never closes.
 */
export async function readCsvRecords(path: string, delimiter: string, take: TakeRecord): Promise<void> {
  let isFirst = true;
  const splitter = recordSplitter(path, delimiter, (cells, quoted, line) => {
    const isSeparatorLine = isFirst && !quoted.includes(true) && SEPARATOR_LINE.test(cells.join(delimiter));
    isFirst = false;
    return isSeparatorLine ? undefined : take(cells, quoted, line);
  });
  for await (const text of decodedText(path)) if (splitter.push(text, false) === "stop") return;
  splitter.push("", true);
}

/** A first line that only says which character separates the cells, as Excel writes it. */
export const SEPARATOR_LINE = /^sep=([,;\t|])$/i;

/** The text of a file in pieces. Throws when it is not UTF-8, and not UTF-16 with a byte order mark either. */
export async function* decodedText(path: string): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
      const bytes: Buffer = chunk;
      decoder ??= new TextDecoder(encodingOf(bytes), { fatal: true });
      yield decoder.decode(bytes, { stream: true });
    }
    if (decoder !== null) yield decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const encodings = "UTF-8, or UTF-16 with its byte order mark";
    throw new Error(`expected ${path} in ${encodings}, got bytes that are neither; save it as UTF-8`, { cause: error });
  }
}

function encodingOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "utf-8";
}

function recordSplitter(path: string, delimiter: string, take: TakeRecord) {
  const separator = delimiter.charCodeAt(0);
  const cells: string[] = [];
  const quoted: boolean[] = [];
  let rest = "";
  let line = 1;
  return {
    push: (text: string, final: boolean): undefined | "stop" => {
      rest += text;
      let begin = 0;
      while (begin < rest.length) {
        const record = readRecord(rest, begin, separator, final, cells, quoted);
        if (record === null) break;
        if (typeof record === "string") throw new Error(`${path} line ${line}: ${record}`);
        if (take(cells, quoted, line) === "stop") return "stop";
        line += 1 + record.lineBreaks;
        begin = record.end;
      }
      rest = rest.slice(begin);
      if (rest.length > LONGEST_RECORD) throw new Error(`${path} line ${line}: a quote that never closes`);
      return undefined;
    },
  };
}

/**
 * Fills the lists with the record that begins at `at`. Null when the text ends before it does; a complaint when it is
 * bad.
 */
function readRecord(
  text: string,
  begin: number,
  separator: number,
  final: boolean,
  cells: string[],
  quoted: boolean[],
): { readonly end: number; readonly lineBreaks: number } | string | null {
  cells.length = 0;
  quoted.length = 0;
  let lineBreaks = 0;
  for (let at = begin; ; at++) {
    const cell = text.charCodeAt(at) === QUOTE ? quotedCell(text, at, final) : plainCell(text, at, separator);
    if (cell === null || typeof cell === "string") return cell;
    cells.push(cell.value);
    quoted.push(cell.quoted);
    lineBreaks += cell.lineBreaks;
    at = cell.end;
    if (at < text.length && text.charCodeAt(at) === separator) continue;
    const end = endOfLine(text, at, final);
    return end === null || typeof end === "string" ? end : { end, lineBreaks };
  }
}

/** Where the line break at `at` ends, whichever sort it is. */
function endOfLine(text: string, at: number, final: boolean): number | string | null {
  if (at >= text.length) return final ? at : null;
  const code = text.charCodeAt(at);
  if (code === LF) return at + 1;
  if (code !== CR) return "text after a closing quote";
  if (at + 1 === text.length && !final) return null;
  return text.charCodeAt(at + 1) === LF ? at + 2 : at + 1;
}

interface CellAt {
  readonly value: string;
  readonly quoted: boolean;
  readonly end: number;
  readonly lineBreaks: number;
}

function plainCell(text: string, from: number, separator: number): CellAt {
  let end = from;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === separator || code === LF || code === CR) break;
  }
  return { value: text.slice(from, end), quoted: false, end, lineBreaks: 0 };
}

/** Null when the text ends before the cell does; a complaint when there is no more text to come. */
function quotedCell(text: string, from: number, final: boolean): CellAt | string | null {
  let close = text.indexOf('"', from + 1);
  let escaped = false;
  while (close !== -1 && text.charCodeAt(close + 1) === QUOTE) {
    escaped = true;
    close = text.indexOf('"', close + 2);
  }
  if (close === -1) return final ? "a quote that never closes" : null;
  if (close === text.length - 1 && !final) return null;
  const inside = text.slice(from + 1, close);
  const value = escaped ? inside.replaceAll('""', '"') : inside;
  return { value, quoted: true, end: close + 1, lineBreaks: countLineBreaks(inside) };
}

function countLineBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count++;
  return count;
}
