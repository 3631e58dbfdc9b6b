import assert from "node:assert/strict";
import { mkdtemp, open, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { testWorld } from "../../tests/support/targets/recorder.js";
import { openLlamaDriver } from "../targets/llama-driver.js";
import { readGgufCheckpoint, refuseDamagedGguf } from "./gguf-checkpoint.js";

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

  it("of the shipped model is found damaged wherever it is cut, and with any count blown up", async () => {
    const head = Buffer.alloc(64 * 1024);
    const shipped = await open(path.join(world.weightsDirectory, "smollm2-135m-instruct-q4_1.gguf"));
    await shipped.read(head, 0, head.length, 0);
    await shipped.close();
    const file = path.join(await mkdtemp(path.join(tmpdir(), "gguf-")), "cut.gguf");
    for (const bytes of [5, 23, 24, 100, 1000, 5000, head.length]) {
      await writeFile(file, head.subarray(0, bytes));
      await assert.rejects(
        refuseDamagedGguf(file),
        /cut\.gguf begins as a GGUF file and is cut off or damaged: at byte/,
      );
    }
    const huge = Buffer.from([0, 0, 0, 0, 0, 1, 0, 0]); // 2^40
    for (const at of [8, 16, 24]) {
      await writeFile(file, Buffer.concat([head.subarray(0, at), huge, head.subarray(at + 8)]));
      await assert.rejects(refuseDamagedGguf(file), /speaks of 1099511627776 bytes/, `at byte ${at}`);
    }
    const target = { kind: "llama", name: "cut", model: file };
    await assert.rejects(openLlamaDriver(target, world), /cut\.gguf begins as a GGUF file and is cut off or damaged/);
  });

  it("is walked through without being read: three hundred made heads end in an answer", async () => {
    const file = path.join(await mkdtemp(path.join(tmpdir(), "gguf-")), "made.gguf");
    let state = 7;
    const random = () => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return state >>> 16;
    };
    for (let round = 0; round < 300; round++) {
      const bytes = Buffer.from(
        Array.from({ length: 24 + (random() % 400) }, () => (random() % 3 ? 0 : random() % 13)),
      );
      bytes.write("GGUF\u0003\0\0\0", "latin1");
      await writeFile(file, bytes);
      await refuseDamagedGguf(file).catch((error: Error) => assert.match(error.message, /cut off or damaged/));
    }
  });
});
