// npm run dev: compiles lib/ and tests/ on each change, and runs the tests of the files that changed: the file itself where it is a
// test, else the test beside it, else all tests of its folder. Needs no set-up but the packages. Ctrl-C ends it.
import { spawn } from "node:child_process";
import { existsSync, readdirSync, watch } from "node:fs";
import { basename, dirname, join } from "node:path";
import { root, shown } from "./setup/paths.mjs";
import { runTestFiles } from "./testing/run-test-files.mjs";

/** Paths of changed sources, from the project's folder, since the last build without errors. @type {Set<string>} */
const changed = new Set();
let isRunning = false;

for (const folder of ["lib", "tests"])
  watch(join(root, folder), { recursive: true }, (_, name) => {
    if (name?.endsWith(".ts") && !/(^|[\\/])dist[\\/]/.test(name)) changed.add(join(folder, name));
  });

const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
const arguments_ = [tsc, "--project", join(root, "tests"), "--watch", "--preserveWatchOutput", "--pretty", "false"];
const compiler = spawn(process.execPath, arguments_, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
compiler.stdout.setEncoding("utf8").on("data", (/** @type {string} */ text) => {
  process.stdout.write(text);
  if (text.includes("Found 0 errors")) void runChanged();
});
compiler.on("close", (code) => process.exit(code ?? 1));

/** One run at a time; what changes meanwhile is run after it. */
async function runChanged() {
  if (isRunning) return;
  isRunning = true;
  while (changed.size > 0) {
    const files = [...new Set([...changed].flatMap(testsOf))].map((path) => join(root, "build", path));
    changed.clear();
    if (files.length === 0) continue;
    console.log(files.map(shown).join("\n"));
    const { passed, failed } = await runTestFiles(files, 2);
    console.log(`${passed} passed, ${failed} failed`);
  }
  isRunning = false;
}

/** The compiled tests of a source. @param {string} source @returns {string[]} */
function testsOf(source) {
  const compiled = source.replace(/\.ts$/, ".js");
  if (source.endsWith(".test.ts")) return existsSync(join(root, source)) ? [compiled] : [];
  const beside = compiled.replace(/\.js$/, ".test.js");
  if (existsSync(join(root, "build", beside))) return [beside];
  const folder = join(root, "build", dirname(source));
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => basename(name).endsWith(".test.js"))
    .map((name) => join(dirname(source), name));
}
