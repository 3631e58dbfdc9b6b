// npm test [-- name…]: set up what is missing, check format and types, run every test. With names, only the test files whose
// path holds one of them, and nothing else. The last line reads "N passed, N failed, N skipped", where wrong format counts as one
// failure; exit code 1 when anything failed or nothing ran.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { listFiles, testBuildStep } from "./setup/build.mjs";
import { mustRun } from "./setup/command.mjs";
import { root } from "./setup/paths.mjs";
import { setUpOrExit } from "./setup/set-up.mjs";
import { describeFailure, runStep } from "./setup/step.mjs";
import { runTestFiles } from "./testing/run-test-files.mjs";

const AT_ONCE = 3;

await setUpOrExit();
await compileTestsOrExit();
const names = process.argv.slice(2);
const formatted = names.length > 0 || (await isFormatted());
const counts = await runTestFiles(testFiles(names), AT_ONCE);
if (!formatted) counts.failed += 1;
if (!formatted) console.error("\nformat and lint failed, see above: npm run format mends most of it");
console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(counts.failed > 0 || counts.passed === 0 ? 1 : 0);

/** The tests have a build of their own, so that nothing of them lies among what is shipped. */
async function compileTestsOrExit() {
  try {
    await runStep("tests", testBuildStep, (text) => process.stdout.write(text));
  } catch (error) {
    console.error(describeFailure(error, 40));
    process.exit(1);
  }
}

/** Format and lint; types were checked by the build. */
async function isFormatted() {
  const isDone = () => false;
  const biome = join(root, "node_modules", "@biomejs", "biome", "bin", "biome");
  const act = () =>
    mustRun(process.execPath, [biome, "check", "--colors=off", "--max-diagnostics=5", "--diagnostic-level=warn"], {
      otherwise: "Format or lint is wrong:",
    });
  try {
    await runStep("format and lint", { isDone, act }, (text) => process.stdout.write(text));
    return true;
  } catch (error) {
    console.error(describeFailure(error, 40));
    return false;
  }
}

/** @param {string[]} names */
function testFiles(names) {
  const compiled = ["lib", "tests"].flatMap((folder) =>
    listFiles(join(root, folder))
      .filter((path) => path.endsWith(".test.ts"))
      .map((path) => join(root, "build", folder, path.replace(/\.ts$/, ".js"))),
  );
  const whole = listFiles(join(root, "tests")).filter((path) => path.endsWith(".test.mjs"));
  const files = [...compiled, ...whole.map((path) => join(root, "tests", path))];
  const chosen = files.filter(
    (file) => names.length === 0 || names.some((name) => file.slice(root.length).includes(name)),
  );
  const missing = chosen.find((file) => !existsSync(file));
  if (missing === undefined) return chosen;
  console.error(`${missing} was not compiled: remove build/ and run npm test again`);
  process.exit(1);
}
