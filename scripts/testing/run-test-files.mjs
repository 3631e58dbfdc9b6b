import { run } from "node:test";
import { spec } from "node:test/reporters";

const TIMEOUT_MS = 10 * 60_000; // for one file: a small model answers in some of them

/**
 * Run test files, so many at once, print what they say, and count.
 *
 * @param {readonly string[]} files
 * @param {number} [atOnce]
 * @returns {Promise<{ passed: number, failed: number, skipped: number }>}
 */
export async function runTestFiles(files, atOnce = 1) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  if (files.length === 0) return counts;
  const stream = run({ files: [...files], concurrency: atOnce, timeout: TIMEOUT_MS });
  stream.on("test:pass", ({ details, skip, todo }) => {
    if (details.type === "suite") return;
    if (skip !== undefined || todo !== undefined) counts.skipped += 1;
    else counts.passed += 1;
  });
  stream.on("test:fail", ({ details }) => {
    const { failureType } = /** @type {Error & { failureType?: string }} */ (details.error);
    if (failureType !== "subtestsFailed") counts.failed += 1; // those were counted themselves
  });
  for await (const text of stream.compose(new spec())) process.stdout.write(text);
  return counts;
}
