import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Score } from "../../types/index.js";
import { expectFile } from "./files/expect-file.js";
import { diskFiles, errorCode, errorText, type FileLayer } from "./files/file-layer.js";
import { parseSafely } from "./files/safe-json.js";
import { writeAtomically } from "./files/write-atomically.js";
import { scoreRecord } from "./journal/formats/record-shapes.js";
import type { RowProblem } from "./journal/scan-rows.js";

/** Name of the file of scores in a run folder. */
export const SCORES_FILE = "scores.jsonl";

/**
 * Writes a run's scores, all of them, one JSON object per line: they can be recomputed from the trials, so the file is
 * replaced and not continued. Throws when a score has another shape or the disk fails; the old file stays then.
 */
export async function writeScores(
  directory: string,
  scores: readonly Score[],
  files: FileLayer = diskFiles,
): Promise<void> {
  for (const score of scores) {
    if (!scoreRecord.fits(score)) throw new TypeError(`expected a score, got one where ${scoreRecord.complaint()}`);
  }
  const text = scores.map((score) => `${JSON.stringify(score)}\n`).join("");
  await writeAtomically(join(directory, SCORES_FILE), text, files);
}

/** Reads a run's scores; none when they were never made. A line that is no score is left out and is a problem. */
export async function readScores(
  directory: string,
): Promise<{ readonly scores: readonly Score[]; readonly problems: readonly RowProblem[] }> {
  const scores: Score[] = [];
  const problems: RowProblem[] = [];
  const lines = (await textOf(join(directory, SCORES_FILE))).split("\n");
  lines.forEach((line, index) => {
    if (line === "" && index === lines.length - 1) return;
    try {
      const value = parseSafely(line);
      if (!scoreRecord.fits(value)) throw new Error(scoreRecord.complaint());
      scores.push(value);
    } catch (error) {
      const message = `${SCORES_FILE} line ${index + 1} is ignored: ${errorText(error)}`;
      problems.push({ kind: "bad-line", file: SCORES_FILE, line: index + 1, message });
    }
  });
  return { scores, problems };
}

async function textOf(path: string): Promise<string> {
  try {
    await expectFile(path);
    return await readFile(path, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return "";
    throw error;
  }
}
