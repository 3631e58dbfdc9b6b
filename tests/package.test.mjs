import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { root } from "../scripts/setup/paths.mjs";

/** A command's output, in a folder. */
const run = (/** @type {string} */ command, /** @type {string[]} */ args, /** @type {string} */ cwd) =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: "pipe", maxBuffer: 1e8 });

describe("the package in a stranger's folder", () => {
  const folder = mkdtempSync(join(tmpdir(), "benchbook package "));
  let packed = "";

  before(() => {
    run("npm", ["pack", "--silent", "--pack-destination", folder], root);
    packed = readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "";
    writeFileSync(join(folder, "package.json"), '{ "name": "stranger", "private": true, "type": "module" }');
    run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", `./${packed}`], folder);
  });
  after(() => rmSync(folder, { recursive: true }));

  it("holds no tests, and what a new project needs", () => {
    const files = run("tar", ["tzf", packed], folder).split("\n");
    assert.deepEqual(
      files.filter((name) => /\.test\.|\/tests\/|\/bench\//.test(name)),
      [],
    );
    assert.ok(files.includes("package/lib/dist/index.d.ts") && files.includes("package/data/new-project/first.toml"));
  });

  it("measures and verifies in plain Node, and keeps its runs in the stranger's folder", () => {
    const script = `import * as bb from "benchbook";
const target = bb.simulatedTarget({ timeToFirstTokenMs: 5, gapMs: 1, tokens: 5, seed: 1 });
const cases = bb.caseSet({ cases: [{ prompt: "a" }, { prompt: "b" }] });
const run = await bb.runBenchmark({ name: "out", targets: [target], cases, repetitions: 3, onProgress: null });
console.log(JSON.stringify([run.directory, (await bb.verifyRun(run.directory)).ok]));`;
    writeFileSync(join(folder, "first.mjs"), script);
    const [directory, isRight] = JSON.parse(run(process.execPath, ["first.mjs"], folder));
    assert.ok(directory.startsWith(join(folder, "outputs")), directory);
    assert.equal(isRight, true);
  });

  it("says in one line what to install when an optional package is wanted", () => {
    const script = `import * as bb from "benchbook";
try { bb.tables.toDataFrame([{ a: 1 }]); } catch (error) { console.log(error.message); }
const target = bb.llamaTarget({ model: "smollm2-135m-instruct-q4_1" });
await bb.runBenchmark({ targets: [target], cases: bb.caseSet({ cases: [{ prompt: "a" }] }), onProgress: null })
  .catch((error) => console.log(error.message));`;
    writeFileSync(join(folder, "optional.mjs"), script);
    const [frame, engine] = run(process.execPath, ["optional.mjs"], folder).trim().split("\n");
    assert.match(frame ?? "", /needs the package danfojs-node, which is not installed .* npm install danfojs-node$/);
    assert.match(engine ?? "", /weights|node-llama-cpp/);
  });

  it("makes a project whose run file works as it is, and refuses a folder that is there", () => {
    run("npx", ["benchbook", "new", "My Project", "--with", "none"], folder);
    const project = join(folder, "My Project");
    const { name, dependencies } = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
    assert.deepEqual([name, Object.keys(dependencies)], ["my-project", ["benchbook", "tslab"]]);
    const said = run("npx", ["benchbook", "run", join(project, "first.toml")], folder);
    assert.match(said, /30 of 30 trials answered/);
    const cells = JSON.parse(readFileSync(join(project, "notebooks", "first.ipynb"), "utf8")).cells;
    assert.match(JSON.stringify(cells), /bb\.simulatedTarget/);
    mkdirSync(join(folder, "there"));
    assert.throws(() => run("npx", ["benchbook", "new", "there"], folder), /expected a folder that does not exist/);
  });
});
