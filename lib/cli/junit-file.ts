import { mkdir, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { type JunitCase, junitText } from "../report/junit-text.js";
import { messageOf } from "../text/error-message.js";

/** Writes a JUnit report where `--junit` says; nothing without it. Throws when the file cannot be written. */
export async function writeJunit(file: string | undefined, suite: string, cases: readonly JunitCase[]): Promise<void> {
  if (file === undefined) return;
  try {
    await mkdir(dirname(resolve(file)), { recursive: true });
    await writeFile(file, junitText(suite, cases));
  } catch (error) {
    throw new Error(`--junit: cannot write ${file}: ${messageOf(error)}`, { cause: error });
  }
}
