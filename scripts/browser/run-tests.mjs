import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/paths.mjs";
import { runTestFiles } from "../testing/run-test-files.mjs";

/**
 * Run the tests that need a real Chromium, one file after the other.
 *
 * @param {readonly string[]} names only files whose name holds one of them; all when empty
 * @returns {Promise<{ passed: number, failed: number, skipped: number }>}
 */
export function runBrowserTests(names) {
  const folder = join(root, "tests", "browser");
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".browser.mjs"))
    .filter((name) => names.length === 0 || names.some((one) => name.includes(one)))
    .map((name) => join(folder, name));
  return runTestFiles(files);
}
