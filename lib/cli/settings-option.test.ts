import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { llamaTarget } from "../index.js";
import { armFrom } from "./settings-option.js";
import { targetFrom } from "./target-option.js";

describe("an arm from the command line", () => {
  it("is a target with the settings that were said, each of its own kind", () => {
    const arm = armFrom("q4 small:model=smollm2-135m-instruct-q4_0,contextSize=512,useKvCache=false,threads=1");
    assert.equal(arm.name, "q4 small");
    const { model, contextSize, useKvCache, threads } = arm;
    assert.deepEqual(
      { model, contextSize, useKvCache, threads },
      {
        model: "smollm2-135m-instruct-q4_0",
        contextSize: 512,
        useKvCache: false,
        threads: 1,
      },
    );
  });

  it("is the embedded model where nothing is said, and is called by its settings without a name", () => {
    assert.equal(armFrom("as-it-is:").model, "smollm2-135m-instruct-q4_1");
    assert.equal(armFrom("useKvCache=true").name, "useKvCache=true");
    assert.equal(armFrom("hub:model=hf:user/repository:Q4_K_M").model, "hf:user/repository:Q4_K_M");
  });

  it("leaves flash attention to the engine unless it is told", () => {
    const words = ["a:threads=1", "a:flashAttention=auto", "a:flashAttention=false"];
    assert.deepEqual(
      words.map((word) => armFrom(word).flashAttention),
      ["auto", "auto", false],
    );
    assert.throws(
      () => armFrom("a:flashAttention=yes"),
      /expected flashAttention to be true, false or auto, got "yes"/,
    );
  });

  it("compresses prompts in front of the engine when told", () => {
    const arm = armFrom("short:compressPrompt=true,contextSize=256");
    assert.equal(arm.kind, "compressing");
    assert.deepEqual(
      arm.inner,
      llamaTarget({ model: "smollm2-135m-instruct-q4_1", name: "short", contextSize: 256, useMmap: false }),
    );
    assert.equal(armFrom("long:compressPrompt=false").kind, "llama");
  });

  it("knows every setting that llamaTarget has", () => {
    const { kind: _, name: __, ...settings } = llamaTarget({ model: "m", threads: 1 });
    const message = (() => {
      try {
        armFrom("a:nonsense=1");
        return "";
      } catch (error) {
        return String(error);
      }
    })();
    for (const key of Object.keys(settings)) assert.ok(message.includes(key), `${key} is a setting: ${message}`);
  });

  it("refuses what is misspelled, of another kind, twice, or no setting, naming it", () => {
    const refused: readonly (readonly [string, RegExp])[] = [
      ["a:useKvcache=true", /got "useKvcache"/],
      ["a:useKvCache=yes", /expected useKvCache to be true or false, got "yes"/],
      ["a:threads=1.5", /expected threads to be a whole number, got "1\.5"/],
      ["a:threads=0", /threads to be a whole number of at least 1, got 0/],
      ["a:threads=1,threads=2", /threads once, got it twice/],
      ["a:model=", /expected model to be a name or a path/],
      ["nonsense", /expected name:key=value/],
      ["a:__proto__=1", /got "__proto__"/],
    ];
    for (const [word, message] of refused) assert.throws(() => armFrom(word), message, word);
  });
});

describe("a variant from the command line", () => {
  it("is a GGUF model unless an engine stands before it", () => {
    assert.equal(targetFrom("smollm2-135m-instruct-f16").kind, "llama");
    assert.equal(targetFrom("C:\\models\\a.gguf").kind, "llama");
    assert.equal(targetFrom("transformers:Xenova/distilgpt2").kind, "transformers");
    const { host, model } = targetFrom("ollama:smollm2:135m@http://127.0.0.1:11434");
    assert.deepEqual([host, model], ["http://127.0.0.1:11434", "smollm2:135m"]);
    assert.equal(targetFrom("openai:m@http://127.0.0.1:8080/v1").baseUrl, "http://127.0.0.1:8080/v1");
    const versioned = targetFrom("openai:m@http://127.0.0.1:8080/openai?api-version=2024-10-21");
    assert.deepEqual(
      [versioned.baseUrl, versioned.query],
      ["http://127.0.0.1:8080/openai", { "api-version": "2024-10-21" }],
    );
  });

  it("is refused without a name, and a server without its address", () => {
    assert.throws(() => targetFrom(""), /expected the name of a model/);
    assert.throws(() => targetFrom("openai:m"), /openai:MODEL@BASE_URL/);
  });
});
