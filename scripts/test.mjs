// npm test [-- name…]: set up what is missing, check format and types, run every test. With names, only the test files whose
// path holds one of them, and nothing else. The last line reads "N passed, N failed, N skipped", where wrong format and wrong
// types count as one failure each; exit code 1 when anything failed or nothing ran.
import { join } from "node:path";
import { listFiles, testBuildStep } from "./setup/build.mjs";
import { root } from "./setup/paths.mjs";
import { setUpOrExit } from "./setup/set-up.mjs";
import { runTestFiles } from "./testing/run-test-files.mjs";
import { compiledTests, formatStep, passes, scriptTypesStep } from "./testing/steps.mjs";

const AT_ONCE = 3;

await setUpOrExit();
if (!(await passes("tests", testBuildStep))) process.exit(1);
const names = process.argv.slice(2);
const faults = names.length > 0 ? [] : await faultsOfFiles();
const counts = await runTestFiles(testFiles(names), AT_ONCE);
for (const fault of faults) console.error(`\n${fault}`);
counts.failed += faults.length;
console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(counts.failed > 0 || counts.passed === 0 ? 1 : 0);

/** What is wrong with format and types, one line each. */
async function faultsOfFiles() {
  const types = await passes("types of scripts", scriptTypesStep);
  const format = await passes("format and lint", formatStep);
  return [
    ...(types ? [] : ["the types of scripts are wrong, see above"]),
    ...(format ? [] : ["format and lint failed, see above: npm run format fixes most of it"]),
  ];
}

/** @param {string[]} names */
function testFiles(names) {
  const whole = listFiles(join(root, "tests")).filter((path) => path.endsWith(".test.mjs"));
  // Those of whole runs first: the longest test must not be the last one to begin.
  const files = [...compiledTests(["tests", "lib"]), ...whole.map((path) => join(root, "tests", path))];
  return files.filter((file) => names.length === 0 || names.some((name) => file.slice(root.length).includes(name)));
}
