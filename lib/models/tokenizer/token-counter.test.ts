import assert from "node:assert/strict";
import { performance } from "node:perf_hooks";
import { describe, it } from "node:test";
import { projectFile, weightsDirectory } from "../../project.js";
import { countTokens } from "./count-tokens.js";
import { openTokenCounter } from "./token-counter.js";

const tiny = projectFile("data/models/tiny-lm/tokenizer.json");
const long = "Once upon a time there was a little girl. ".repeat(20_000);

describe("a token counter", () => {
  it("counts as the tokenizer does, while this thread goes on", async () => {
    const counter = await openTokenCounter(tiny, weightsDirectory);
    assert.equal(counter.file, tiny);
    const before = performance.eventLoopUtilization();
    const counts = await counter.count([long, "Once", ""]);
    const { active, idle } = performance.eventLoopUtilization(before);
    assert.ok(active < idle, `busy for ${active} ms of ${active + idle}`);
    assert.deepEqual(counts, await countTokens(tiny, [long, "Once", ""]));
    await counter.close();
    assert.equal(await counter.count(["Once"]), null);
  });

  it("says what is wrong with its file", async () => {
    await assert.rejects(openTokenCounter("nobody", weightsDirectory), /^Error: expected a tokenizer.json, its folder/);
  });

  it("gives up on a text that takes too long, and counts nothing after it", async () => {
    const counter = await openTokenCounter(tiny, weightsDirectory, 1);
    assert.deepEqual(await Promise.all([counter.count([long]), counter.count(["Once"])]), [null, null]);
    assert.equal(await counter.count(["Once"]), null);
  });
});
