import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import fc from "fast-check";
import { claimHarnessFolder, harnessFileName, readHarnessFolder } from "./harness-files.js";

const folder = () => mkdtempSync(path.join(tmpdir(), "harness-"));
const prompts = (sha256: string) => ({ name: "seed-001", version: "1.0.0", sha256, cases: [] });

describe("harnessFileName", () => {
  it("is the seed's name for an ordinary model", () => {
    assert.equal(harnessFileName("qwen2.5", 0), "qwen2.5_prompt_00.json");
    assert.equal(harnessFileName("llama3.1", 12), "llama3.1_prompt_12.json");
  });

  it("stays in its folder whatever the model is called, and differs when models do", () => {
    const names = fc.string({ unit: "binary", maxLength: 300 });
    fc.assert(
      fc.property(names, names, (one, other) => {
        const file = harnessFileName(one, 1);
        assert.match(file, /^[A-Za-z0-9_-][A-Za-z0-9._-]*_prompt_01\.json$/);
        assert.ok(file.length < 130);
        if (one.toLowerCase() !== other.toLowerCase()) assert.notEqual(file, harnessFileName(other, 1));
      }),
    );
    assert.match(harnessFileName("org/model:8b", 0), /^org-model-8b-[0-9a-f]{8}_prompt_00\.json$/);
    assert.notEqual(harnessFileName("CON", 0), "CON_prompt_00.json");
  });
});

describe("a folder of harness results", () => {
  it("is refused to other prompts than its own, and remembers them", async () => {
    const directory = folder();
    await claimHarnessFolder(directory, prompts("a"));
    await claimHarnessFolder(directory, prompts("a"));
    await assert.rejects(
      claimHarnessFolder(directory, prompts("b")),
      /holds results of other prompts \(seed-001 1\.0\.0\)/,
    );
  });

  it("is read as seed 001's own script writes it", async () => {
    const directory = folder();
    const result = { model: "llama3.1", prompt: "Extract JSON", response: "{}", latency_s: 1.5 };
    writeFileSync(path.join(directory, "summary.json"), JSON.stringify([result], null, 2));
    assert.deepEqual(await readHarnessFolder(directory), [result]);
  });

  it("names the file that is cut off, and the entry that is of another form", async () => {
    const directory = folder();
    await assert.rejects(readHarnessFolder(directory), /expected a folder of benchmark outputs with summary\.json/);
    writeFileSync(path.join(directory, "summary.json"), '[{"model": "a", "pro');
    await assert.rejects(
      readHarnessFolder(directory),
      /summary\.json is not whole JSON \(was its script interrupted\?\)/,
    );
    writeFileSync(
      path.join(directory, "summary.json"),
      '[{"model": "a", "prompt": "p", "response": "r", "latency_s": "1"}]',
    );
    await assert.rejects(readHarnessFolder(directory), /result 1 to have latency_s in seconds, got "1"/);
  });
});
