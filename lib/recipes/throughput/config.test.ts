import assert from "node:assert/strict";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { checkThroughputGeneration, readThroughputConfig } from "./config.js";

async function read(toml: string) {
  const file = path.join(await mkdtemp(path.join(tmpdir(), "config-")), "base.toml");
  await writeFile(file, toml);
  return readThroughputConfig(file);
}

const refusal = (toml: string) =>
  read(toml).then(
    () => assert.fail("it was read"),
    (error: Error) => error.message,
  );

describe("the [generation] of a configuration", () => {
  it("gives the settings of the recipe, and leaves other sections to other programs", async () => {
    const config = await read(`
      [model]
      n_layer = 6 # of a training script
      [generation]
      seed = 7
      deterministic = true
      temperature = 0.8
      top_k = 50
      top_p = 0.95
      repetition_penalty = 1.1
      use_kv_cache = false
    `);
    assert.deepEqual(config, {
      seed: 7,
      deterministic: true,
      temperature: 0.8,
      topK: 50,
      topP: 0.95,
      repetitionPenalty: 1.1,
      useKvCache: false,
    });
  });

  it("may say little or nothing, and takes a whole number for a number", async () => {
    assert.deepEqual(await read("[generation]\ntemperature = 1"), { temperature: 1 });
    assert.deepEqual(await read("[generation]"), {});
  });

  it("is refused for a key that it does not know, naming it and the known ones", async () => {
    const message = await refusal("[generation]\ntemprature = 1.0");
    assert.match(message, /base\.toml.*unknown key "temprature"; known are seed, .*top_k.*use_kv_cache/);
    assert.match(await refusal("[generation]\ntopK = 3"), /unknown key "topK"/);
    assert.match(await refusal("[generation]\nconstructor = 3"), /unknown key "constructor"/);
  });

  for (const [line, expected] of [
    ['temperature = "hot"', /expected temperature to be a number of at least 0, got "hot"/],
    ["temperature = -0.1", /expected temperature .* got -0\.1/],
    ["temperature = nan", /expected temperature/],
    ["top_k = 2.5", /expected top_k to be a whole number .* got 2\.5/],
    ["top_p = 0.0", /expected top_p to be a number above 0 and up to 1, got 0/],
    ["top_p = 1.5", /expected top_p/],
    ["repetition_penalty = 0", /expected repetition_penalty/],
    ["seed = -1", /expected seed/],
    ["seed = 9223372036854775807", /seed|TOML/],
    ["use_kv_cache = 1", /expected use_kv_cache to be true or false, got 1/],
    ['deterministic = "yes"', /expected deterministic to be true or false, got "yes"/],
  ] as const)
    it(`is refused for ${line}`, async () => assert.match(await refusal(`[generation]\n${line}`), expected));

  it("is refused when it is not there, not a section, or its keys stand outside of it", async () => {
    assert.match(await refusal("[generaton]\nseed = 1"), /expected a section \[generation\], got generaton/);
    assert.match(await refusal(""), /expected a section \[generation\], got nothing/);
    assert.match(await refusal("generation = 3"), /expected \[generation\] to be a section, got 3/);
    assert.match(await refusal("top_k = 3\n[generation]"), /expected top_k inside \[generation\]/);
  });

  it("is refused with the line when it is not TOML, and with the name when there is no file", async () => {
    assert.match(await refusal("[generation]\nseed = = 1"), /base\.toml: not valid TOML in line 2/);
    await assert.rejects(
      readThroughputConfig("/nowhere/base.toml"),
      /\/nowhere\/base\.toml cannot be read: no such file/,
    );
  });
});

describe("a generation given in code", () => {
  it("is checked by the same rules under its own names, and may leave things undefined", () => {
    assert.deepEqual(checkThroughputGeneration({ topK: 5, seed: undefined }), { topK: 5 });
    assert.throws(() => checkThroughputGeneration({ topP: 2 }), /generation: expected topP to be a number above 0/);
  });
});
