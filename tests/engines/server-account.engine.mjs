import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import * as bb from "../../lib/dist/index.js";
import { startLlamaServer, startOllama } from "./servers.mjs";

// What real servers say of their own time, held against the client's stamps and against the engine asked without HTTP.

const words = ["boat", "lake", "rain", "bread", "train", "clock", "stone", "river", "field", "lamp"];
const sentence = (at) =>
  Array.from({ length: 200 }, (_, word) => words[(word * (at + 3) + at) % words.length]).join(" ");
const cases = bb.caseSet({
  name: "account",
  version: "1",
  cases: Array.from({ length: 5 }, (_, at) => ({ id: `long-${at}`, prompt: `${at} ${sentence(at)}` })),
});

async function measured(target) {
  const run = await bb.runBenchmark({
    targets: [target],
    cases,
    warmups: 1,
    generation: { maxTokens: 24, ignoreEndOfSequence: target.kind === "openai" },
    directory: mkdtempSync(join(tmpdir(), "engines-account-")),
    onProgress: null,
  });
  const trials = (await run.trials()).filter((trial) => trial.phase === "measured");
  for (const trial of trials) assert.equal(trial.outcome.kind, "answered", JSON.stringify(trial.outcome));
  assert.deepEqual((await bb.verifyRun(run.directory)).problems, []);
  return { run, trials };
}

/** What the server accounts for lies within what the client waited, and nearly all of that is accounted for. */
function assertWithin(trials) {
  for (const trial of trials) {
    const { clientMinusServerMs, latencyMs, timeToFirstTokenMs } = bb.trialMetrics(trial);
    const told = JSON.stringify({ clientMinusServerMs, latencyMs, ...trial.serverTimes });
    assert.ok(clientMinusServerMs > 0 && clientMinusServerMs < Math.max(100, 0.1 * latencyMs), told);
    assert.ok(trial.serverTimes.promptMs > 0 && trial.serverTimes.promptMs < timeToFirstTokenMs, told);
  }
}

/** The decode rate by the server's account is the client's own, which is stamped from the first token to the last. */
function assertSameDecodeRate(trials) {
  const medianOf = (name) =>
    bb.quantile(
      trials.flatMap((trial) => bb.trialMetrics(trial)[name] ?? []),
      0.5,
    );
  const [server, client] = [medianOf("serverDecodeTokensPerSecond"), medianOf("tokensPerSecond")];
  assert.ok(Math.abs(server / client - 1) < 0.1, `${server} by the server, ${client} by the client`);
}

describe("the account of llama.cpp's server", () => {
  let server;
  before(async () => {
    server = await startLlamaServer();
  });
  after(() => server.stop());

  it("has a prefill rate within 10 % of the engine's own without HTTP, and leaves little of the latency", async () => {
    const target = bb.openaiTarget({ baseUrl: server.baseUrl, model: "smollm2", extraBody: { cache_prompt: false } });
    const alone = [await server.prefill(256)];
    const { run, trials } = await measured(target);
    for (let turn = 0; turn < 3; turn++) alone.push(await server.prefill(256));
    assertWithin(trials);
    assertSameDecodeRate(trials);
    const told = trials.map((trial) => bb.trialMetrics(trial).serverPromptTokensPerSecond);
    // Whatever else runs on the machine only slows: the fastest of each is the engine's own.
    const [byServer, byEngine] = [Math.max(...told), Math.max(...alone)];
    assert.ok(Math.abs(byServer / byEngine - 1) < 0.1, `${byServer} by the server, ${byEngine} without HTTP`);
    for (const { serverTimes, usage } of trials) {
      assert.deepEqual([serverTimes.source, serverTimes.promptTokens], ["llama.cpp", usage.inputTokens]);
    }
    assert.match((await bb.figures.phases(run)).caption, /Server: its own account/);
  });

  it("goes with its metrics: the requests that it says to be running are never more than those in flight", async () => {
    const metricsUrl = new URL("/metrics", server.baseUrl).href;
    const target = bb.openaiTarget({ baseUrl: server.baseUrl, model: "smollm2", name: "metrics", metricsUrl });
    const { run } = await measured(target);
    const read = (await run.samples()).flatMap(({ servers = [] }) => servers.flatMap(({ metrics }) => metrics ?? []));
    assert.ok(read.length > 0, "no reading");
    for (const { engine, runningRequests, waitingRequests } of read)
      assert.ok(engine === "llama.cpp" && runningRequests <= 1 && waitingRequests === 0, JSON.stringify(read));
    assert.ok(read.some(({ runningRequests }) => runningRequests === 1));
    assert.ok(read.at(-1).generationTokens > read[0].generationTokens);
  });

  it("leaves out the tokens that came from the prompt cache", async () => {
    const target = bb.openaiTarget({ baseUrl: server.baseUrl, model: "smollm2", name: "cached" });
    await measured(target);
    const { trials } = await measured(target);
    for (const { serverTimes, usage } of trials)
      assert.equal(serverTimes.promptTokens, usage.inputTokens - usage.cachedInputTokens);
    assert.ok(trials.some(({ serverTimes, usage }) => serverTimes.promptTokens < usage.inputTokens / 2));
  });
});

describe("the account of Ollama", () => {
  let server;
  before(async () => {
    server = await startOllama();
  });
  after(() => server.stop());

  it("has its durations, and no prefill rate while it does not say what its cache held", async () => {
    const { trials } = await measured(bb.ollamaTarget({ host: server.host, model: "smollm2", api: "chat" }));
    assertWithin(trials);
    assertSameDecodeRate(trials);
    for (const { serverTimes } of trials) {
      const { loadMs, promptMs, decodeMs, totalMs } = serverTimes;
      assert.equal(serverTimes.source, "ollama");
      assert.ok(loadMs + promptMs + decodeMs <= totalMs);
      assert.equal(serverTimes.promptTokens, null, "Ollama 0.6.5 does not tell");
    }
  });
});
