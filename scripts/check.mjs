// npm run check: types, format, lint and the fast tests, without set-up: for the minutes between two commits. It needs the packages
// and nothing else; npm test runs everything. Exit code 1 when anything failed.
import { join } from "node:path";
import { buildStep, testBuildStep } from "./setup/build.mjs";
import { root } from "./setup/paths.mjs";
import { runTestFiles } from "./testing/run-test-files.mjs";
import { compiledTests, formatStep, passes, scriptTypesStep } from "./testing/steps.mjs";

const AT_ONCE = 3;

/** Tests that need weights, start processes or take many seconds. */
const SLOW =
  /lib\/(run|cli|report\/render|report\/print)\/|lib\/targets\/(?!http\/wire)|semantic|sentence|many-targets|killed-writer|public-api/;

const built = (await passes("library", buildStep)) && (await passes("tests", testBuildStep));
if (!built) process.exit(1);
const files = [await passes("types of scripts", scriptTypesStep), await passes("format and lint", formatStep)];
const fast = compiledTests(["lib", "tests/house"]).filter(
  (file) => !SLOW.test(file.slice(join(root, "build").length).replaceAll("\\", "/")),
);
const { passed, failed, skipped } = await runTestFiles(fast, AT_ONCE);
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped in ${fast.length} fast test files`);
process.exit(failed > 0 || passed === 0 || files.includes(false) ? 1 : 0);
