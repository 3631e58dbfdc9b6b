import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import * as bb from "../../lib/dist/index.js";
import { startLlamaServer, startOllama } from "./servers.mjs";

const root = resolve(import.meta.dirname, "..", "..");
const folder = () => mkdtempSync(join(tmpdir(), "engines-"));

/** @returns {Promise<{ code: number, out: string }>} what a command printed, and its exit code */
const benchbook = (...args) =>
  promisify(execFile)(process.execPath, [join(root, "lib/dist/cli/main.js"), ...args], { cwd: folder() }).then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout + stderr }),
    ({ code, stdout, stderr }) => ({ code, out: stdout + stderr }),
  );

const cases = bb.caseSet({
  name: "engines",
  version: "1",
  cases: [
    { id: "capital", prompt: "What is the capital of France? Answer with one word.", expected: "Paris" },
    { id: "colours", prompt: "Name three colours." },
  ],
});

const asUser = (content) => ({ role: "user", content });

/** What must hold for every real server. */
async function measures(target, asked = cases) {
  const run = await bb.runBenchmark({
    targets: [target],
    cases: asked,
    warmups: 1,
    repetitions: 2,
    generation: { maxTokens: 16 },
    directory: folder(),
  });
  const trials = (await run.trials()).filter((trial) => trial.phase === "measured");
  assert.equal(trials.length, 4);
  for (const trial of trials) {
    assert.equal(trial.outcome.kind, "answered", JSON.stringify(trial.outcome));
    const { timeToFirstTokenMs, latencyMs, outputTokens, inputTokens } = bb.trialMetrics(trial);
    assert.ok(trial.dispatchedAtMs <= trial.firstByteAtMs && trial.firstByteAtMs <= trial.firstTokenAtMs);
    assert.ok(timeToFirstTokenMs > 0 && timeToFirstTokenMs < latencyMs);
    assert.ok(outputTokens >= 1 && outputTokens <= 16 && inputTokens >= 3);
  }
  const said = trials.map((trial) => trial.outcome.text).join(" ");
  if (asked === cases) assert.match(said, /Paris/);
  assert.deepEqual((await bb.verifyRun(run.directory)).problems, []);
  return { run, trials };
}

describe("a real OpenAI-compatible server (llama.cpp)", () => {
  let server;
  before(async () => {
    server = await startLlamaServer();
  });
  after(() => server.stop());

  it("is measured through chat, with the server's own token count", async () => {
    const { trials } = await measures(bb.openaiTarget({ baseUrl: server.baseUrl, model: "smollm2" }));
    assert.deepEqual(new Set(trials.map((trial) => trial.usage.source)), new Set(["usage"]));
  });

  it("is measured through completions", async () => {
    const target = bb.openaiTarget({
      baseUrl: server.baseUrl,
      model: "smollm2",
      api: "completions",
      name: "completions",
    });
    const beginnings = ["Once upon a time there was a", "The capital of France is the city of"]; // no template: the model goes on
    const asked = beginnings.map((prompt, index) => ({ id: `beginning-${index}`, prompt }));
    await measures(target, bb.caseSet({ name: "beginnings", version: "1", cases: asked }));
  });

  it("is measured turn by turn: what its prompt cache holds and its time for the prompt are as it says itself", async () => {
    const talk = bb.caseSet({
      name: "talk",
      version: "1",
      cases: [{ id: "talk", messages: ["Name a city.", "What is it known for?", "Say that again."].map(asUser) }],
    });
    const run = await bb.runBenchmark({
      targets: [bb.openaiTarget({ baseUrl: server.baseUrl, model: "smollm2" })],
      cases: talk,
      warmups: 1,
      generation: { maxTokens: 24 },
      directory: folder(),
    });
    const turns = (await run.trials()).filter((trial) => trial.phase === "measured");
    assert.deepEqual(
      turns.map(({ turn, outcome }) => [turn, outcome.kind]),
      [1, 2, 3].map((turn) => [turn, "answered"]),
    );
    for (const [at, trial] of turns.entries()) {
      const { cachedInputTokens, inputTokens } = trial.usage;
      const { promptMs, promptTokens } = trial.serverTimes;
      assert.equal(inputTokens - cachedInputTokens, promptTokens, "the server read what it had not cached");
      if (at > 0)
        assert.ok(cachedInputTokens >= turns[at - 1].usage.inputTokens - 8, "the turn before is in its cache");
      // 6 to 9 ms on two cores: the template, the tokens of the text and HTTP, which the server counts in no time of its own
      const overMs = bb.trialMetrics(trial).timeToFirstTokenMs - promptMs;
      assert.ok(overMs > 0 && overMs < 25, `turn ${at + 1}: ${overMs} ms beside the server's own time for the prompt`);
    }
    assert.deepEqual((await bb.verifyRun(run.directory)).problems, []);
  });

  it("is streamed in batches by `benchbook stream`, into the columns of results.csv", async () => {
    const csv = join(folder(), "results.csv");
    const { code, out } = await benchbook(
      "stream",
      "--base-url",
      server.baseUrl,
      "--model",
      "smollm2",
      "--csv",
      csv,
      "--max-tokens",
      "24",
    );
    assert.equal(code, 0, out);
    const [header, ...rows] = readFileSync(csv, "utf8").trim().split("\n");
    assert.equal(header, "model,prompt_id,prompt,tokens,latency_sec,ttft_sec,tokens_per_sec,semantic_accuracy");
    assert.equal(rows.length, 3);
    assert.match(out, /token source/);
    assert.match(out, /usage/);
  });
});

describe("a real Ollama", () => {
  let server;
  before(async () => {
    server = await startOllama();
  });
  after(() => server.stop());

  for (const api of /** @type {const} */ (["generate", "chat"]))
    it(`is measured through ${api}, with the server's own counts`, async () => {
      const { trials } = await measures(
        bb.ollamaTarget({ host: server.host, model: "smollm2", api, name: `smollm2 ${api}` }),
      );
      assert.deepEqual(new Set(trials.map((trial) => trial.usage.source)), new Set(["server-timings"]));
    });

  it("is harnessed by `benchbook harness`, model by model, with its files", async () => {
    const out = join(folder(), "benchmark_outputs");
    const asked = [
      "harness",
      "--host",
      server.host,
      "--models",
      "smollm2,org/missing:8b",
      "--out",
      out,
      "--max-tokens",
      "24",
    ];
    const { code, out: said } = await benchbook(...asked);
    assert.equal(code, 1, said); // one model is missing: the result is not good, and the rest is there
    assert.match(said, /✓ Warmed up smollm2/);
    assert.match(said, /✗ Warmup failed for org\/missing:8b/);
    assert.match(said, /FAILED/);
    const files = readdirSync(out).sort();
    for (const name of ["smollm2_prompt_00.json", "smollm2_prompt_02.json", "summary.json", "analysis.md"])
      assert.ok(files.includes(name), `${name} in ${files}`);
    const summary = JSON.parse(readFileSync(join(out, "summary.json"), "utf8"));
    assert.equal(summary.length, 3);
    assert.deepEqual(Object.keys(summary[0]), ["model", "prompt", "response", "latency_s"]);
    const tables = await bb.recipes.readModels(out);
    assert.equal(tables.latency[0].answered, 3);
  });

  it("refuses to mix the answers to other prompts into a folder", async () => {
    const out = join(folder(), "benchmark_outputs");
    const first = ["harness", "--host", server.host, "--models", "smollm2", "--out", out, "--max-tokens", "8"];
    assert.equal((await benchbook(...first)).code, 0);
    const other = await benchbook(...first, "--prompts", join(root, "data/cases/streaming.jsonl"));
    assert.equal(other.code, 2);
    assert.match(other.out, /holds results of other prompts \(models 1\.0\.0\), these are streaming 1\.0\.0/);
  });

  it("says what it has when a model is missing", async () => {
    const target = bb.ollamaTarget({ host: server.host, model: "nobody" });
    await assert.rejects(bb.runBenchmark({ targets: [target], cases, directory: folder() }), /it has: smollm2:latest/);
    assert.ok(existsSync(root));
  });
});
