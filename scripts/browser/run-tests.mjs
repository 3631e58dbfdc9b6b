import { readdirSync } from "node:fs";
import { join } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { root } from "../setup/paths.mjs";

const TIMEOUT_MS = 10 * 60_000; // for one file

/**
 * Run the tests that need a real Chromium, one file after the other.
 *
 * @param {readonly string[]} names only files whose name holds one of them; all when empty
 * @returns {Promise<{ passed: number, failed: number, skipped: number }>}
 */
export async function runBrowserTests(names) {
  const folder = join(root, "tests", "browser");
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".browser.mjs"))
    .filter((name) => names.length === 0 || names.some((one) => name.includes(one)))
    .map((name) => join(folder, name));
  const counts = { passed: 0, failed: 0, skipped: 0 };
  if (files.length === 0) return counts;
  const stream = run({ files, concurrency: 1, timeout: TIMEOUT_MS });
  stream.on("test:pass", ({ details, skip }) => {
    if (details.type === "suite") return;
    if (skip === undefined) counts.passed += 1;
    else counts.skipped += 1;
  });
  stream.on("test:fail", ({ details }) => {
    if (details.error.failureType !== "subtestsFailed") counts.failed += 1;
  });
  for await (const text of stream.compose(spec)) process.stdout.write(text);
  return counts;
}
