import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { readRunConfig, runBenchmark } from "../../lib/index.js";

describe("a run from a file", () => {
  let folder = "";
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "benchbook-config-"));
    await writeFile(path.join(folder, "cases.jsonl"), '{"id":"a","prompt":"Say a."}\n{"id":"b","prompt":"Say b."}\n');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const write = async (name: string, content: string) => {
    const file = path.join(folder, name);
    await writeFile(file, content);
    return file;
  };
  const simulated = '[[targets]]\nkind = "simulated"\ntimeToFirstTokenMs = 1\ngapMs = 0\ntokens = 3\n';

  it("is carried out as it is written, with paths relative to the file", async () => {
    const head = 'name = "written"\ncases = "cases.jsonl"\ndirectory = "out"\nrepetitions = 2\nwarmups = 0\n';
    const file = await write("run.toml", `${head}[load]\nkind = "batches"\nsize = 2\n${simulated}`);
    const run = await runBenchmark({ ...(await readRunConfig(file)), onProgress: null });
    assert.equal(run.manifest.state, "finished");
    assert.equal(path.dirname(run.directory), path.join(folder, "out"));
    assert.deepEqual((await run.trials()).map(({ caseId, repetition }) => `${caseId}${repetition}`).sort(), [
      "a0",
      "a1",
      "b0",
      "b1",
    ]);
  });

  it("is the same from TOML and from JSON", async () => {
    const toml = await readRunConfig(await write("same.toml", `cases = "cases.jsonl"\nseed = 4\n${simulated}`));
    const json = await readRunConfig(
      await write(
        "same.json",
        JSON.stringify({
          cases: "cases.jsonl",
          seed: 4,
          targets: [{ kind: "simulated", timeToFirstTokenMs: 1, gapMs: 0, tokens: 3 }],
        }),
      ),
    );
    assert.deepEqual(toml, json);
  });

  it("may describe a gateway, and leave the temperature to it", async () => {
    const gateway = `[[targets]]\nkind = "openai"\nbaseUrl = "http://127.0.0.1:9/v1"\nmodel = "m"\nstream = false
      maxTokensField = "max_completion_tokens"\napiKeyEnv = "GATEWAY_KEY"\napiKeyHeader = "api-key"
      query = { api-version = "2024-10-21" }\nheaders = { X-Title = "bench" }\nextraBody = { reasoning_effort = "low" }\n`;
    const ollama = '[[targets]]\nkind = "ollama"\nmodel = "o"\nthink = "low"\nformat = "json"\n';
    const head = 'cases = "cases.jsonl"\n[generation]\ntemperature = "unset"\nmaxTokens = 5\n';
    const { targets, generation } = await readRunConfig(await write("gateway.toml", head + gateway + ollama));
    assert.deepEqual(generation, { temperature: null, maxTokens: 5 });
    const [first, second] = targets;
    assert.deepEqual(
      [first?.stream, first?.maxTokensField, first?.apiKeyHeader, first?.query, first?.headers, first?.extraBody],
      [
        ...[false, "max_completion_tokens", "api-key", { "api-version": "2024-10-21" }],
        ...[{ "X-Title": "bench" }, { reasoning_effort: "low" }],
      ],
    );
    assert.deepEqual([second?.think, second?.format], ["low", "json"]);
  });

  it("is refused in one line that names the file and the setting", async () => {
    const refused: readonly (readonly [string, string, RegExp])[] = [
      ["no-cases.toml", simulated, /expected cases to be a path, got nothing/],
      [
        "no-targets.toml",
        'cases = "cases.jsonl"\n',
        /expected targets to be a list of at least one table, got nothing/,
      ],
      [
        "kind.toml",
        'cases = "cases.jsonl"\n[[targets]]\nkind = "gpt"\n',
        /targets\[0\]\.kind to be one of llama, .*"gpt"/,
      ],
      ["proto.toml", 'cases = "cases.jsonl"\n[[targets]]\nkind = "toString"\n', /kind to be one of/],
      ["setting.toml", `cases = "cases.jsonl"\n${simulated}speed = 9\n`, /simulatedTarget has no setting "speed"/],
      [
        "load.toml",
        `cases = "cases.jsonl"\n[load]\nkind = "closed"\nconcurrency = 0\n${simulated}`,
        /closedLoop expected concurrency/,
      ],
      [
        "llama.toml",
        'cases = "cases.jsonl"\n[[targets]]\nkind = "llama"\nmodel = "m"\nspeed = 9\n',
        /llamaTarget has no setting "speed"; it has: .*useMmap/,
      ],
      ["bad.toml", "cases = \n", /expected TOML/],
      ["bad.json", "[1]", /expected JSON: expected the file to be a table/],
      ["signal.toml", `cases = "cases.jsonl"\nsignal = 1\n${simulated}`, /signal is a function's setting/],
    ];
    for (const [name, content, message] of refused) {
      const file = await write(name, content);
      await assert.rejects(
        readRunConfig(file),
        (error: Error) => error.message.includes(file) && message.test(error.message) && !error.message.includes("\n"),
        name,
      );
    }
    await assert.rejects(readRunConfig(path.join(folder, "absent.toml")), /no such file/);
    const misspelled = await readRunConfig(
      await write("misspelled.toml", `cases = "cases.jsonl"\nrepetition = 2\n${simulated}`),
    );
    await assert.rejects(runBenchmark(misspelled), /no setting "repetition"/);
  });
});
