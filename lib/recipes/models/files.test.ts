import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import fc from "fast-check";
import { answerFileName, claimFolder, readModelAnswers } from "./files.js";

const folder = () => mkdtempSync(path.join(tmpdir(), "harness-"));
const prompts = (sha256: string) => ({ name: "models", version: "1.0.0", sha256, cases: [] });

describe("answerFileName", () => {
  it("is <model>_prompt_NN.json for an ordinary model", () => {
    assert.equal(answerFileName("qwen2.5", 0), "qwen2.5_prompt_00.json");
    assert.equal(answerFileName("llama3.1", 12), "llama3.1_prompt_12.json");
  });

  it("stays in its folder whatever the model is called, and differs when models do", () => {
    const names = fc.string({ unit: "binary", maxLength: 300 });
    fc.assert(
      fc.property(names, names, (one, other) => {
        const file = answerFileName(one, 1);
        assert.match(file, /^[A-Za-z0-9_-][A-Za-z0-9._-]*_prompt_01\.json$/);
        assert.ok(file.length < 130);
        if (one.toLowerCase() !== other.toLowerCase()) assert.notEqual(file, answerFileName(other, 1));
      }),
    );
    assert.match(answerFileName("org/model:8b", 0), /^org-model-8b-[0-9a-f]{8}_prompt_00\.json$/);
    assert.notEqual(answerFileName("CON", 0), "CON_prompt_00.json");
  });
});

describe("a folder of harness results", () => {
  it("is refused to other prompts than its own, and remembers them", async () => {
    const directory = folder();
    await claimFolder(directory, prompts("a"));
    await claimFolder(directory, prompts("a"));
    await assert.rejects(claimFolder(directory, prompts("b")), /holds results of other prompts \(models 1\.0\.0\)/);
  });

  it("is read as other scripts write it, without failures.json", async () => {
    const directory = folder();
    const result = { model: "llama3.1", prompt: "Extract JSON", response: "{}", latency_s: 1.5 };
    writeFileSync(path.join(directory, "summary.json"), JSON.stringify([result], null, 2));
    assert.deepEqual(await readModelAnswers(directory), [result]);
  });

  it("names the file that is cut off, and the entry that is of another form", async () => {
    const directory = folder();
    await assert.rejects(readModelAnswers(directory), /expected a folder of benchmark outputs with summary\.json/);
    writeFileSync(path.join(directory, "summary.json"), '[{"model": "a", "pro');
    await assert.rejects(
      readModelAnswers(directory),
      /summary\.json is not whole JSON \(was its script interrupted\?\)/,
    );
    writeFileSync(
      path.join(directory, "summary.json"),
      '[{"model": "a", "prompt": "p", "response": "r", "latency_s": "1"}]',
    );
    await assert.rejects(readModelAnswers(directory), /result 1 to have latency_s in seconds, got "1"/);
  });
});
