import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Driver, DriverWorld, StreamResult } from "../types/index.js";
import { compressingOpener } from "./compressing-driver.js";
import { compressingTarget } from "./compressing-target.js";

const world: DriverWorld = { now: () => 0, environment: {}, weightsDirectory: "", maxInFlight: 1 };
const rest = { prompt: "a  b", system: "s  s", generation: {}, timeouts: {} };
const ending = {
  endAtMs: 1,
  streamed: true,
  usage: null,
  respondedModel: null,
  warnings: [],
  kind: "answered",
  finishReason: null,
};

describe("a compressing target", () => {
  it("hands the shorter prompt to the driver inside, and leaves the rest and the closing to it", async () => {
    const seen: unknown[] = [];
    const inside: Driver = {
      info: { details: { threads: 1 } } as unknown as Driver["info"],
      send: async (request) => {
        seen.push(request);
        return ending as StreamResult;
      },
      close: async () => void seen.push("closed"),
    };
    const open = compressingOpener({ llama: async () => inside }, (prompt) => prompt.replace(/ +/g, " "));
    const driver = await open(compressingTarget({ kind: "llama", name: "a" }), world);
    assert.deepEqual(driver.info.details, { threads: 1, compressPrompt: true });
    const request = rest as unknown as Parameters<Driver["send"]>[0];
    const observer = { onDispatched: () => {}, onFirstByte: () => {}, onChunk: () => {} };
    assert.equal(await driver.send(request, observer, new AbortController().signal), ending);
    await driver.close();
    assert.deepEqual(seen, [{ ...rest, prompt: "a b" }, "closed"]);
  });

  it("refuses what it cannot open inside", async () => {
    const open = compressingOpener({}, (prompt) => prompt);
    for (const target of [compressingTarget({ kind: "__proto__", name: "a" }), { kind: "compressing", name: "none" }])
      await assert.rejects(open(target, world), /expected a target of kind/);
  });
});
