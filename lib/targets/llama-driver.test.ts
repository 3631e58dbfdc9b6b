import assert from "node:assert/strict";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { LlamaModel } from "node-llama-cpp";
import type { Driver, DriverRequest, Generation, StreamResult } from "../types/index.js";
import { openLlamaDriver } from "./llama-driver.js";
import { llamaTarget } from "./llama-target.js";

const weightsDirectory = fileURLToPath(new URL("../../../weights", import.meta.url));
const world = { now: () => performance.now(), environment: {}, weightsDirectory, maxInFlight: 2 };
const model = "smollm2-135m-instruct-q4_1";

const generation: Generation = {
  maxTokens: 16,
  temperature: 0,
  topK: null,
  topP: null,
  repetitionPenalty: null,
  seed: null,
  stop: [],
  ignoreEndOfSequence: false,
};

const asked = (prompt: string, given: Partial<Generation> = {}): DriverRequest => ({
  prompt,
  system: null,
  generation: { ...generation, ...given },
  timeouts: { connectMs: null, firstByteMs: null, firstTokenMs: null, stallMs: null, totalMs: null },
});

async function answer(driver: Driver, request: DriverRequest, signal = new AbortController().signal) {
  const texts: string[] = [];
  const stamps: number[] = [];
  let dispatchedAtMs = Number.NaN;
  const ending: StreamResult = await driver.send(
    request,
    {
      onDispatched: (atMs) => {
        dispatchedAtMs = atMs;
      },
      onFirstByte: () => assert.fail("an engine in this process has no first byte"),
      onChunk: (chunk) => {
        texts.push(chunk.text);
        stamps.push(chunk.atMs);
      },
    },
    signal,
  );
  return { ending, text: texts.join(""), stamps, dispatchedAtMs };
}

describe("llama driver on the real weights", () => {
  const opened: Driver[] = [];
  const open = async (settings: Partial<Parameters<typeof llamaTarget>[0]> = {}) => {
    const driver = await openLlamaDriver(llamaTarget({ model, threads: 1, contextSize: 256, ...settings }), world);
    opened.push(driver);
    return driver;
  };
  let usual: Promise<Driver> | null = null;
  const openUsual = () => {
    usual ??= open();
    return usual;
  };
  after(() => Promise.all(opened.map((driver) => driver.close())));

  it("accounts for the engine's own time: the prompt's, the decoding's and the wait for its turn", async () => {
    const driver = await openUsual();
    const request = asked("Name the planets of the solar system.", { maxTokens: 8, ignoreEndOfSequence: true });
    const alone = await answer(driver, request);
    const { serverTimes, usage, endAtMs } = alone.ending;
    assert.ok(serverTimes !== undefined && usage !== null);
    const { source, promptTokens, decodeTokens, promptMs, decodeMs, queueMs } = serverTimes;
    assert.deepEqual([source, promptTokens, decodeTokens], ["engine", usage.inputTokens, 7]);
    const timeToFirstTokenMs = Number(alone.stamps[0]) - alone.dispatchedAtMs;
    assert.ok(Number(promptMs) > 0.5 * timeToFirstTokenMs && Number(promptMs) <= timeToFirstTokenMs);
    assert.ok(Number(decodeMs) > 0 && Number(promptMs) + Number(decodeMs) <= endAtMs - alone.dispatchedAtMs);
    const [first, second] = await Promise.all([answer(driver, request), answer(driver, request)]);
    const waited = [first, second].map(({ ending }) => Number(ending.serverTimes?.queueMs));
    assert.ok(Math.max(...waited) > Number(queueMs) + 0.5 * Number(promptMs), `${waited} ms in line`);
  });

  it("tells what it opened: file, hash, quantisation, parameters", async () => {
    const { info } = await openUsual();
    // sha256 and size of the published file; parameters counted over its 272 tensors
    assert.equal(info.modelSha256, "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53");
    assert.equal(info.parameters, 134_515_008);
    assert.equal(info.quantisation, "Q4_1");
    assert.deepEqual([info.details.layers, info.details.heads, info.details.embeddingSize], [30, 9, 576]);
    assert.equal(info.device, "cpu");
  });

  it("leaves flash attention to the engine, can be told, and records what computes", async () => {
    assert.equal(llamaTarget({ model }).flashAttention, "auto");
    const [usually, off, on] = [
      await openUsual(),
      await open({ flashAttention: false }),
      await open({ flashAttention: true }),
    ];
    const recorded = [usually, off, on].map(({ info }) => info.details.flashAttention);
    assert.deepEqual(recorded, [true, false, true]); // llama.cpp chooses it on the processor
    assert.throws(
      () => llamaTarget({ model, flashAttention: "yes" as "auto" }),
      /llamaTarget expected flashAttention to be true, false or "auto", got "yes"/,
    );
  });

  it("answers a real question, with every token stamped in order", async () => {
    const { ending, text, stamps, dispatchedAtMs } = await answer(
      await openUsual(),
      asked("What is the capital of France? Answer with one word."),
    );
    assert.match(text, /Paris/);
    assert.equal(ending.kind, "answered");
    const instants = [dispatchedAtMs, ...stamps, ending.endAtMs];
    assert.deepEqual(
      instants,
      [...instants].sort((a, b) => a - b),
    );
    assert.equal(ending.usage?.source, "engine");
    assert.equal(ending.usage?.cachedInputTokens, 0);
  });

  it("counts the prompt as llama.cpp's own server does for the template in the file", async () => {
    const { ending } = await answer(await openUsual(), asked("Hi", { maxTokens: 1 }));
    assert.equal(ending.usage?.inputTokens, 31); // its default system prompt is part of it
  });

  it("repeats itself exactly at temperature 0, and with the same seed", async () => {
    const driver = await openUsual();
    const greedy = [await answer(driver, asked("Name a fruit.")), await answer(driver, asked("Name a fruit."))];
    assert.equal(greedy[0]?.text, greedy[1]?.text);
    const warm = { temperature: 0.9, topK: 40, topP: 0.95, seed: 11 };
    const seeded = [
      await answer(driver, asked("Tell a story.", warm)),
      await answer(driver, asked("Tell a story.", warm)),
    ];
    assert.equal(seeded[0]?.text, seeded[1]?.text);
    assert.notEqual((await answer(driver, asked("Tell a story.", { ...warm, seed: 12 }))).text, seeded[0]?.text);
  });

  it("gives the same text without the cache of keys and values", async () => {
    const [cached, uncached] = [await openUsual(), await open({ useKvCache: false })];
    const question = asked("Name three colours.", { maxTokens: 8 });
    assert.equal((await answer(uncached, question)).text, (await answer(cached, question)).text);
  });

  it("stops at maxTokens, at a stop string, and at the end of the sequence", async () => {
    const driver = await openUsual();
    const cut = await answer(driver, asked("Count from one to twenty.", { maxTokens: 5 }));
    assert.equal(cut.ending.kind === "answered" && cut.ending.finishReason, "length");
    assert.equal(cut.ending.usage?.outputTokens, 5);
    const capital = "What is the capital of France? Answer with one word.";
    const stopped = await answer(driver, asked(capital, { stop: [" Paris"] }));
    assert.equal(stopped.text, "The capital of France is");
    const ended = await answer(driver, asked(capital, { maxTokens: 60 }));
    assert.equal(ended.ending.kind === "answered" && ended.ending.finishReason, "stop");
  });

  it("writes exactly maxTokens tokens when the end of the sequence is to be ignored", async () => {
    const question = asked("What is the capital of France? Answer with one word.", {
      maxTokens: 40,
      ignoreEndOfSequence: true,
    });
    assert.equal((await answer(await openUsual(), question)).ending.usage?.outputTokens, 40);
  });

  it("walks the vocabulary for the tokens that end a sequence once a model, before the stamp", async () => {
    const walk = LlamaModel.prototype.iterateAllTokens;
    const walkedAtMs: number[] = [];
    LlamaModel.prototype.iterateAllTokens = function* (this: LlamaModel) {
      yield* walk.call(this);
      walkedAtMs.push(performance.now());
    };
    try {
      const driver = await open({ contextSize: 300 });
      const question = asked("Name a fruit.", { maxTokens: 2, ignoreEndOfSequence: true });
      const { dispatchedAtMs } = await answer(driver, question);
      await answer(driver, question);
      assert.equal(walkedAtMs.length, 1);
      assert.ok((walkedAtMs[0] ?? Infinity) <= dispatchedAtMs, "the client's own work is not in time to first token");
    } finally {
      LlamaModel.prototype.iterateAllTokens = walk;
    }
  });

  it("answers several at once, each on its own", async () => {
    const driver = await openUsual();
    const questions = [
      "What is the capital of France? Answer with one word.",
      "What is the capital of Italy? Answer with one word.",
    ].map((one) => asked(one));
    const alone = [];
    for (const question of questions) alone.push((await answer(driver, question)).text);
    const together = await Promise.all([...questions, ...questions].map((question) => answer(driver, question)));
    assert.deepEqual(
      together.map((one) => one.text),
      [...alone, ...alone],
    );
  });

  it("is aborted in the middle with what it had written, and answers again", async () => {
    const driver = await openUsual();
    const stop = new AbortController();
    const long = asked("Tell a long story.", { maxTokens: 200 });
    setTimeout(() => stop.abort("interrupted"), 500);
    const { ending, text } = await answer(driver, long, stop.signal);
    assert.deepEqual([ending.kind, ending.kind === "aborted" && ending.reason], ["aborted", "interrupted"]);
    assert.equal(ending.usage?.outputTokens === 0, text === "");
    assert.equal((await answer(driver, asked("Name a fruit."))).ending.kind, "answered");
  });

  it("fails by its limits, and says by which", async () => {
    const driver = await openUsual();
    const soon = { ...asked("Tell a long story.", { maxTokens: 200 }) };
    const { ending } = await answer(driver, { ...soon, timeouts: { ...soon.timeouts, totalMs: 400 } });
    assert.equal(ending.kind === "failed" && ending.class, "deadline");
  });

  it("refuses a prompt that does not fit instead of dropping its beginning", async () => {
    const { ending } = await answer(await openUsual(), asked("word ".repeat(400)));
    assert.equal(ending.kind === "failed" && ending.class, "prompt_too_long");
  });
});

describe("llama driver without a usable model", () => {
  const failure = (given: string) =>
    openLlamaDriver(llamaTarget({ model: given }), world).then(
      () => assert.fail("it opened"),
      (error: Error) => error.message,
    );

  it("says what it knows and where it looked for an unknown model", async () => {
    const message = await failure("no-such-model");
    assert.match(
      message,
      /expected a known model \(smollm2-135m-instruct-q4_1, .*\) or the path of a \.gguf file, got "no-such-model"/,
    );
  });

  it("says how to get a known model that is not there", async () => {
    const nowhere = { ...world, weightsDirectory: path.join(tmpdir(), "no-weights") };
    await assert.rejects(openLlamaDriver(llamaTarget({ model }), nowhere), /run "npm run setup" to get them/);
    const variant = llamaTarget({ model: "smollm2-135m-instruct-q4_0" });
    await assert.rejects(openLlamaDriver(variant, nowhere), /run "npm run variants" to make them/);
  });

  it("names the file that is not a model", async () => {
    const file = path.join(await mkdtemp(path.join(tmpdir(), "gguf-")), "broken.gguf");
    await writeFile(file, "this is no model");
    assert.match(await failure(file), /expected a GGUF file, got .*broken\.gguf/);
  });
});
