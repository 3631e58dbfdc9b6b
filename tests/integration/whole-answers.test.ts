import assert from "node:assert/strict";
import { mkdtempSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { after, before, describe, it } from "node:test";
import {
  inspect,
  openaiTarget,
  runBenchmark,
  summarize,
  syntheticCases,
  trialMetrics,
  verifyRun,
  writeReport,
} from "../../lib/index.js";

// A server that refuses to stream and gives its whole answer after a while (vllm #27153).

const WAIT_MS = 300;
const whole = {
  model: "m",
  choices: [{ index: 0, message: { role: "assistant", content: "The answer is 4." }, finish_reason: "stop" }],
  usage: { prompt_tokens: 12, completion_tokens: 5 },
};

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const json = (status: number, body: object) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  if (request.method === "GET") return void json(200, { data: [{ id: "m" }] });
  if (JSON.parse(await text(request)).stream === true)
    return void json(400, { error: { message: "streaming is not supported by this endpoint", param: "stream" } });
  setTimeout(() => json(200, whole), WAIT_MS);
}

describe("a target that is asked for whole answers", () => {
  const server = createServer((request, response) => void answer(request, response));
  before(() => new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve)));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const measured = (over: object, timeouts = {}) => {
    const { port } = server.address() as AddressInfo;
    return runBenchmark({
      targets: [openaiTarget({ baseUrl: `http://127.0.0.1:${port}/v1`, model: "m", ...over })],
      cases: syntheticCases({ count: 4, promptTokens: 8, maxTokens: 8, seed: 1 }),
      repetitions: 3,
      errorBudget: 1,
      timeouts,
      directory: mkdtempSync(path.join(tmpdir(), "benchbook-whole-")),
    });
  };

  it("has latency and counts; the time to the first token and the decode speed are unknown, in every table", async () => {
    const run = await measured({ stream: false }, { firstByteMs: 100, firstTokenMs: 100 });
    const trials = (await run.trials()).filter(({ phase }) => phase === "measured");
    assert.equal(trials.length, 12);
    for (const trial of trials) {
      assert.equal(trial.outcome.kind === "answered" && trial.outcome.text, "The answer is 4.");
      assert.equal(trial.streamed, false);
      const metrics = trialMetrics(trial);
      assert.ok((metrics.latencyMs ?? 0) >= WAIT_MS - 2);
      assert.deepEqual([metrics.outputTokens, metrics.inputTokens, metrics.tokenSource], [5, 12, "usage"]);
      const unknown = [metrics.timeToFirstTokenMs, metrics.interTokenLatencyMs, metrics.tokensPerSecond];
      assert.deepEqual(
        [...unknown, metrics.timeToFirstAnswerTokenMs, metrics.worstGapMs],
        [null, null, null, null, null],
      );
      assert.ok(inspect.definitionLens(trial).every(({ metric, value }) => !/TTFT/.test(metric) || value === null));
    }
    const [summary] = summarize(trials);
    assert.deepEqual([summary?.timeToFirstTokenMs.n, summary?.timeToFirstTokenMs.mean], [0, null]);
    await writeReport(run);
    const report = readFileSync(path.join(run.directory, "report.md"), "utf8");
    assert.match(report, /the whole answer at once, so neither a time to first token nor a decode speed is known/);
    assert.doesNotMatch(report, /NaN|undefined|Infinity/);
    assert.deepEqual((await verifyRun(run.directory)).problems, []);
  });

  it("is what the failure of one that streams tells to ask for", async () => {
    const run = await measured({});
    const [trial] = await run.trials();
    assert.match(trial?.outcome.kind === "failed" ? trial.outcome.message : "", /stream: false \(--no-stream\)/);
  });
});
