import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { root } from "../scripts/setup/paths.mjs";
import { writeWhole } from "../scripts/setup/stamp.mjs";

// Each of these runs a notebook in the real kernel.
const folder = mkdtempSync(join(tmpdir(), "benchbook-kernel-"));
after(() => rmSync(folder, { recursive: true, force: true }));
// Deep enough: near the root of the disk the type checker watches nothing, and a fault of its watching would not show.
const project = join(folder, "home", "someone", "project");
const notebooks = join(project, "notebooks");
mkdirSync(notebooks, { recursive: true });
const runner = pathToFileURL(join(root, "scripts", "notebook", "run.mjs")).href;

/**
 * Start a notebook with these cells.
 *
 * @param {string} name
 * @param {string[]} sources
 * @param {object} [settings]
 */
function start(name, sources, settings = {}) {
  const [path, output] = [join(notebooks, `${name}.ipynb`), join(folder, `${name}.ipynb`)];
  const cells = sources.map((source, i) => ({ cell_type: "code", id: `c${i}`, metadata: {}, outputs: [], source }));
  const counted = cells.map((cell) => ({ ...cell, execution_count: null }));
  writeFileSync(path, JSON.stringify({ cells: counted, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
  const code = `import { runNotebook } from ${JSON.stringify(runner)};
    process.exitCode = await runNotebook(${JSON.stringify(path)}, ${JSON.stringify({ settings, output })});`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: "pipe" });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      said += text;
    });
  }
  const ended = once(child, "close").then(([code]) => ({ code, said, cells: readCells(output) }));
  return { child, ended };
}

/** @param {string} path @returns {{ outputs: { name?: string, text?: string | string[] }[] }[]} */
function readCells(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).cells : [];
}

/** @param {{ outputs: { name?: string, text?: string | string[] }[] }} cell */
function printed(cell) {
  return cell.outputs.map(({ text = "" }) => (Array.isArray(text) ? text.join("") : text)).join("");
}

test("a burst of 3000 lines arrives whole, and the settings reach the notebook", async () => {
  const burst = "for (let i = 0; i < 3000; i++) console.log(i);";
  const { code, said, cells } = await start("burst", [burst, "process.env.BENCHBOOK_PARAMS"], { runs: 3 }).ended;
  assert.equal(code, 0, said);
  assert.equal(printed(cells[0]).split("\n").length, 3001);
  assert.match(printed(cells[1]), /\{"runs":3\}/);
});

test("the first cell that fails ends the run, with its source and its own error alone", async () => {
  const cells = ["const before = 1;", 'console.log("seen");\nthrow new TypeError("boom");', 'console.log("never")'];
  const result = await start("failing", cells).ended;
  assert.equal(result.code, 1);
  assert.match(result.said, /failing\.ipynb failed at cell 2\/3:\n\n {4}console\.log\("seen"\);\n {4}throw new/);
  assert.match(result.said, /\n\nTypeError: boom\n$/, "no stack lines of the kernel");
  assert.match(printed(result.cells[1]), /seen[\s\S]*TypeError: boom/);
  assert.equal(printed(result.cells[2]), "");
});

test("a cell whose only await is a for await runs, and what it declared is there in the next", async () => {
  const cells = [
    `async function* stream() { for (const piece of ["one", "two"]) yield piece; }
const seen: string[] = [];
if (seen.length === 0) {
  for await (const piece of stream()) seen.push(piece);
}
let last = seen.at(-1);
console.log(seen.join(" "));`,
    "async function all() { for await (const piece of stream()) seen.push(piece); }\nlast",
    'for await (const piece of stream()) throw new Error("stopped at " + piece)',
  ];
  const result = await start("for-await", cells).ended;
  assert.equal(printed(result.cells[0]), "one two\n");
  assert.match(printed(result.cells[1]), /two/);
  assert.match(printed(result.cells[2]), /Error: stopped at one/);
});

test("an object may be written with the names of earlier cells alone, and a mistake beside it is shown at its place", async () => {
  const cells = [
    "const cases = [1, 2];\nlet last = 0;",
    "const run = await Promise.resolve({ cases, last });\nconsole.log(JSON.stringify(run));",
    "({ last } = { last: 3 });\nconsole.log([1].map((last) => ({ last, cases }))[0].last, last);",
    "const both = { cases, last }; both.nothing",
  ];
  const result = await start("shorthand", cells).ended;
  assert.equal(printed(result.cells[1]), '{"cases":[1,2],"last":0}\n');
  assert.equal(printed(result.cells[2]), "1 3\n");
  assert.match(printed(result.cells[3]), /1:36 - Property 'nothing' does not exist/);
});

/** A built library with a dependency, as ours is, in the folder above the notebooks: the type checker then watches folders. */
function writeLibrary() {
  const files = {
    "lib/package.json": '{ "type": "module", "main": "./dist/index.js", "types": "./dist/index.d.ts" }',
    "lib/dist/index.js": "export const answer = 42;",
    "lib/dist/index.d.ts": 'import type { Answer } from "tiny";\nexport declare const answer: Answer;',
    "node_modules/tiny/package.json": '{ "name": "tiny", "version": "1.0.0", "types": "./index.d.ts" }',
    "node_modules/tiny/index.d.ts": "export type Answer = number;",
  };
  for (const [path, text] of Object.entries(files)) writeWhole(join(project, path), text);
}

test("a new file beside the library does not wedge the kernel", async () => {
  writeLibrary();
  const cells = [
    'import { answer } from "../lib";',
    `import { writeFileSync } from "node:fs";
writeFileSync("../lib/stray.ts", "export {}");
writeFileSync("../stray.json", "{}");`,
    "await new Promise((resolve) => setTimeout(resolve, 700));",
    "answer + 1",
  ];
  const result = await start("stray", cells).ended;
  assert.equal(result.code, 0, result.said);
  assert.match(printed(result.cells[3]), /43/);
});

test("packages that are installed or changed meanwhile do not wedge the kernel", async () => {
  writeLibrary();
  const cells = [
    'import { answer } from "../lib";',
    `import { readFileSync, writeFileSync } from "node:fs";
for (const name of ["../lib/package.json", "../node_modules/tiny/package.json", "../node_modules/tiny/index.d.ts"])
  writeFileSync(name, readFileSync(name, "utf8"));`,
    "await new Promise((resolve) => setTimeout(resolve, 1500));",
    "answer + 1",
  ];
  const result = await start("installed", cells).ended;
  assert.equal(result.code, 0, result.said);
  assert.match(printed(result.cells[3]), /43/);
});

test("a kernel that ends is reported as such", async () => {
  const { code, said } = await start("dead", ["process.exit(3)"]).ended;
  assert.equal(code, 1);
  assert.match(said, /failed at cell 1\/1[\s\S]*The kernel died/);
});

test("stopping the runner ends the kernel and what the kernel started", async () => {
  const pidFile = join(folder, "pid");
  const cell = `import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
const kid = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
writeFileSync(${JSON.stringify(pidFile)}, String(kid.pid));
await new Promise((resolve) => setTimeout(resolve, 60_000));`;
  const { child, ended } = start("stopped", [cell]);
  while (!existsSync(pidFile)) await wait(50);
  child.kill("SIGTERM");
  const { code, said } = await ended;
  assert.equal(code, 130, said);
  assert.match(said, /was stopped at cell 1\/1/);
  const pid = Number(readFileSync(pidFile, "utf8"));
  while (isAlive(pid)) await wait(50);
});

test("the Tab key lists the names of a namespace, and Shift+Tab shows a function with its comment", () => {
  const fromTslab = createRequire(createRequire(import.meta.url).resolve("tslab"));
  process.chdir(join(root, "notebooks"));
  const converter = fromTslab("./converter.js").createConverter();
  const begun = 'import * as bb from "../lib"; bb.stats.';
  const { candidates } = converter.complete("", begun, begun.length);
  assert.ok(candidates.includes("holm") && candidates.includes("wilsonInterval"), String(candidates));
  const cell = 'import * as bb from "../lib"; bb.figures.latency';
  const { displayParts, documentation } = converter.inspect("", cell, cell.length - 1);
  const words = (parts) => parts.map((part) => part.text).join("");
  assert.match(words(displayParts), /latency<.*>\(source: .*options\?: FigureOptions\)/);
  assert.match(words(documentation), /^How long answers took/);
  converter.close();
});

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return !existsSync("/proc") || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
