import assert from "node:assert/strict";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { readGgufCheckpoint } from "./gguf-checkpoint.js";
import { testWorld } from "./testing/recorder.js";

const world = testWorld();

describe("the head of a GGUF file", () => {
  it("tells the context that the model was trained with", async () => {
    // max_position_embeddings in the model's published config.json
    const { trainContextSize } = await readGgufCheckpoint("smollm2-135m-instruct-q4_1", world);
    assert.equal(trainContextSize, 8192);
  });

  it("is refused when it is of another format, is damaged, or is not there", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "gguf-"));
    const torch = path.join(folder, "ckpt_last.pt");
    await writeFile(torch, "PK\u0003\u0004 a PyTorch checkpoint is a zip archive");
    await assert.rejects(readGgufCheckpoint(torch, world), /expected a GGUF file, got .*ckpt_last\.pt.*504b0304/);
    const damaged = path.join(folder, "damaged.gguf");
    await writeFile(damaged, "GGUF and nothing else");
    await assert.rejects(
      readGgufCheckpoint(damaged, world),
      /damaged\.gguf begins as a GGUF file and is cut off or damaged/,
    );
    const empty = path.join(folder, "empty.gguf");
    await writeFile(empty, Buffer.concat([Buffer.from("GGUF\u0003\0\0\0"), Buffer.alloc(16)])); // no tensor, no key
    await assert.rejects(readGgufCheckpoint(empty, world), /empty\.gguf .* damaged: it names no architecture/);
    await assert.rejects(readGgufCheckpoint("no-such-model", world), /expected a known model/);
  });
});
