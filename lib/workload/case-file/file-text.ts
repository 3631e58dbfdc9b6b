import { readFile, stat } from "node:fs/promises";
import path from "node:path";

const largestBytes = 64 * 1024 * 1024;

/** Throws when there is no such file, or when it is too large to be a case file; `missing` says what is there instead. */
export async function checkCaseFile(file: string, missing: () => Promise<string>): Promise<void> {
  const found = await stat(file).catch(() => null);
  if (found === null) throw new Error(await missing());
  if (!found.isFile()) throw new Error(`loadCases expected a file, got a folder or a device at ${path.resolve(file)}`);
  if (found.size > largestBytes) {
    throw new Error(`loadCases expected a file of up to 64 MiB, got ${found.size} bytes in ${file}; split it`);
  }
}

/** A case file's text: UTF-16 where its mark says so, else UTF-8. */
export async function caseFileText(file: string): Promise<string> {
  const bytes = await readFile(file);
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    if (encoding !== "utf-8") throw new Error(`loadCases expected UTF-16 as the mark of ${file} says, got other bytes`);
    const line = bytes.toString("utf8").split("\ufffd")[0]?.split("\n").length ?? 1;
    throw new Error(`loadCases expected UTF-8 text, got other bytes at ${file}:${line}; save the file as UTF-8`);
  }
}

function encodingOf(bytes: Buffer): "utf-8" | "utf-16le" | "utf-16be" {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "utf-8";
}
