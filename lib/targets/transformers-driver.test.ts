import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { ask, NO_TIMEOUTS, recorder, testRequest, testWorld } from "../../tests/support/targets/recorder.js";
import type { Driver, Generation } from "../types/index.js";
import { openTransformersDriver } from "./transformers-driver.js";
import { type TransformersSettings, transformersTarget } from "./transformers-target.js";

// Greedy answers are those of a second implementation: numpy in 64 bits over the weights of the ONNX file, the whole text
// evaluated again for each token, and byte-pair encoding written anew in Python over tokenizer.json.

const model = fileURLToPath(new URL("../../../data/models/tiny-lm", import.meta.url));

const generation = (changes: Partial<Generation> = {}): Generation => ({ ...testRequest().generation, ...changes });

describe("the transformers driver on the tiny model", () => {
  const opened: Driver[] = [];
  const open = async (settings: Partial<TransformersSettings> = {}, weightsDirectory = tmpdir()) => {
    const target = transformersTarget({ model, quantized: false, ...settings });
    const driver = await openTransformersDriver(target, testWorld({ weightsDirectory }));
    opened.push(driver);
    return driver;
  };
  after(() => Promise.all(opened.map((driver) => driver.close())));

  const texts = async (driver: Driver, prompt: string, changes: Partial<Generation> = {}) => {
    const { ending, seen } = await ask(driver, { prompt, generation: generation(changes) });
    return { ending, text: seen.text("answer"), chunks: seen.chunks };
  };

  it("tells what it opened", async () => {
    const { info } = await open();
    assert.deepEqual([info.engine, info.engineVersion], ["@xenova/transformers", "2.17.2"]);
    assert.deepEqual([info.quantisation, info.device, info.contextSize], ["F32", "cpu", 512]);
    assert.deepEqual([info.details.layers, info.details.heads, info.details.embeddingSize], [1, 2, 32]);
    assert.match(info.modelSha256 ?? "", /^[0-9a-f]{64}$/);
  });

  it("says what a second implementation says, and counts the prompt as it does", async () => {
    const driver = await open();
    const rain = await texts(driver, "Rain", { maxTokens: 24 });
    assert.equal(rain.text, "! numbers, and the air, and the air, and the air, and the air, and the air, and");
    const { text, ending, chunks } = await texts(driver, "Gravity pulls", { maxTokens: 24 });
    assert.equal(text, " than red light, and the air, and the air, and the air, and the air, and the air");
    assert.deepEqual([ending.usage?.inputTokens, ending.usage?.outputTokens, chunks.length], [2, 24, 24]);
    assert.ok(chunks.every((chunk) => chunk.tokens === 1));
  });

  it("gives the same text without the cache of keys and values, and says which it used", async () => {
    const [cached, uncached] = [await open(), await open({ useKvCache: false })];
    assert.deepEqual([cached.info.details.useKvCache, uncached.info.details.useKvCache], [true, false]);
    for (const prompt of ["What is gravity?", "A plant takes light"])
      assert.equal((await texts(uncached, prompt)).text, (await texts(cached, prompt)).text);
  });

  it("stops at the end of the sequence, at a stop string and at maxTokens", async () => {
    const driver = await open();
    const ended = await texts(driver, "is heavy");
    assert.deepEqual([ended.text, ended.ending.kind === "answered" && ended.ending.finishReason], [".", "stop"]);
    const stopped = await texts(driver, "What is gravity?", { stop: [", and"] });
    assert.equal(stopped.text, " because the air");
    const cut = await texts(driver, "What is gravity?", { maxTokens: 2 });
    assert.equal(cut.ending.kind === "answered" && cut.ending.finishReason, "length");
  });

  it("calls an answer without a visible character a failure", async () => {
    const { ending } = await texts(await open(), "is heavy.");
    assert.deepEqual([ending.kind, ending.kind === "failed" && ending.class], ["failed", "zero_output"]);
  });

  it("writes exactly maxTokens tokens when the end of the sequence is to be ignored", async () => {
    const { ending } = await texts(await open(), "is heavy", { maxTokens: 30, ignoreEndOfSequence: true });
    assert.equal(ending.usage?.outputTokens, 30);
  });

  it("repeats itself with the same seed, and leaves Math.random as it was", async () => {
    const driver = await open();
    const own = Math.random;
    const warm = { temperature: 1.2, topK: 50, maxTokens: 20, ignoreEndOfSequence: true };
    const [once, again, other] = [
      await texts(driver, "The sky", { ...warm, seed: 5 }),
      await texts(driver, "The sky", { ...warm, seed: 5 }),
      await texts(driver, "The sky", { ...warm, seed: 6 }),
    ];
    assert.equal(once.text, again.text);
    assert.notEqual(once.text, other.text);
    assert.equal(Math.random, own);
  });

  it("warns that it has no nucleus sampling", async () => {
    const { ending } = await texts(await open(), "The sky", { topP: 0.9 });
    assert.match(ending.warnings.join(), /topP was not applied/);
  });

  it("hears a timer in the middle of an answer, though computing blocks the process", async () => {
    const driver = await open();
    const stop = new AbortController();
    const seen = recorder((chunk) => {
      if (chunk.readIndex === 3) setTimeout(() => stop.abort("from a timer"), 0);
    });
    const request = testRequest({ generation: generation({ maxTokens: 400, ignoreEndOfSequence: true }) });
    const ending = await driver.send(request, seen, stop.signal);
    assert.deepEqual([ending.kind, ending.kind === "aborted" && ending.reason], ["aborted", "from a timer"]);
    assert.ok(seen.chunks.length < 400);
  });

  it("fails by its limits, and says by which", async () => {
    const long = { maxTokens: 480, ignoreEndOfSequence: true };
    const timeouts = { ...NO_TIMEOUTS, totalMs: 5 };
    const { ending } = await ask(await open({ useKvCache: false }), { generation: generation(long), timeouts });
    assert.deepEqual([ending.kind, ending.kind === "failed" && ending.class], ["failed", "deadline"]);
  });

  it("refuses what does not fit into the context, as data", async () => {
    const { ending } = await texts(await open({ contextSize: 20 }), "What is gravity?");
    assert.deepEqual([ending.kind, ending.kind === "failed" && ending.class], ["failed", "prompt_too_long"]);
  });

  it("renders a prompt through the chat template that the tokenizer carries", async () => {
    const copy = path.join(await mkdtemp(path.join(tmpdir(), "chat-")), "tiny-chat");
    await cp(model, copy, { recursive: true });
    const file = path.join(copy, "tokenizer_config.json");
    const chat_template =
      "{% for m in messages %}{{ m.content }}{% endfor %}{% if add_generation_prompt %} is heavy{% endif %}";
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, "utf8")), chat_template }));
    const driver = await open({ model: copy });
    assert.equal(driver.info.details.promptTemplate, "tokenizer");
    assert.equal((await texts(driver, "The water")).text, "."); // " is heavy" is followed by a full stop and the end
    const said = { role: "user", content: "The" } as const;
    const messages = [said, { role: "assistant", content: " " }, { role: "user", content: "water" }] as const;
    const whole = await ask(driver, { prompt: "The water" });
    const turns = await ask(driver, { prompt: "water", messages });
    assert.equal(turns.ending.usage?.inputTokens, whole.ending.usage?.inputTokens);
    assert.equal(driver.conversations, true);
  });

  it("downloads a model of a hub into the weights folder, once", async () => {
    const asked: string[] = [];
    const hub = createServer(async (request, response) => {
      asked.push(String(request.url));
      const name = /^\/someone\/tiny\/resolve\/main\/(.*)$/.exec(String(request.url))?.[1] ?? "nothing";
      const bytes = await readFile(path.join(model, name)).catch(() => null);
      response.writeHead(bytes === null ? 404 : 200).end(bytes);
    });
    await new Promise<void>((resolve) => hub.listen(0, "127.0.0.1", resolve));
    const environment = { HF_ENDPOINT: `http://127.0.0.1:${(hub.address() as AddressInfo).port}` };
    const weightsDirectory = await mkdtemp(path.join(tmpdir(), "weights-"));
    const target = transformersTarget({ model: "someone/tiny", quantized: false });
    try {
      for (const round of [1, 2]) {
        const driver = await openTransformersDriver(target, testWorld({ environment, weightsDirectory }));
        opened.push(driver);
        assert.equal((await texts(driver, "is heavy")).text, ".", `round ${round}`);
      }
    } finally {
      hub.close();
      hub.closeAllConnections();
    }
    assert.equal(asked.filter((url) => url.endsWith(".onnx")).length, 1);
  });
});

describe("the transformers driver without a model", () => {
  const failure = (settings: TransformersSettings) =>
    openTransformersDriver(transformersTarget(settings), testWorld()).then(
      () => assert.fail("it opened"),
      (error: Error) => error.message,
    );

  it("says where it looked", async () => {
    assert.match(
      await failure({ model: "no-such-model" }),
      /expected the folder of an ONNX model .* got "no-such-model"/,
    );
  });

  it("names the weights that are not there, and what to try", async () => {
    assert.match(
      await failure({ model }),
      /decoder_model_merged_quantized\.onnx, got no such file; try quantized: false/,
    );
  });

  it("names the file that a folder lacks", async () => {
    assert.match(await failure({ model: tmpdir() }), /a folder without config\.json/);
  });

  it("names the architecture that it cannot generate with", async () => {
    const copy = path.join(await mkdtemp(path.join(tmpdir(), "other-")), "other");
    await cp(model, copy, { recursive: true });
    await writeFile(path.join(copy, "config.json"), JSON.stringify({ model_type: "bert" }));
    assert.match(
      await failure({ model: copy, quantized: false }),
      /cannot be loaded as an ONNX model for text generation: .*bert/,
    );
  });

  it("says so when the hub cannot be reached", async () => {
    const environment = { HF_ENDPOINT: "http://127.0.0.1:1" };
    const weightsDirectory = await mkdtemp(path.join(tmpdir(), "weights-"));
    await assert.rejects(
      openTransformersDriver(
        transformersTarget({ model: "someone/tiny" }),
        testWorld({ environment, weightsDirectory }),
      ),
      /someone\/tiny cannot be loaded as an ONNX model/,
    );
  });
});

describe("transformersTarget", () => {
  it("refuses settings of the wrong type, naming them", () => {
    assert.throws(() => transformersTarget({ model: "" }), /expected model to be a folder or a name, got ""/);
    assert.throws(
      () => transformersTarget({ model: "a/b", contextSize: 0 }),
      /expected contextSize to be a whole number/,
    );
  });
});
