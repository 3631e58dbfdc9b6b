import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { trialMetrics } from "../metrics/trial-metrics.js";
import { verifyRun } from "../report/verify-run.js";
import { openaiTarget } from "../targets/openai-target.js";
import type { Trial } from "../types/index.js";
import { batches, closedLoop, openLoop } from "../workload/loads.js";
import { syntheticCases } from "../workload/synthetic-cases.js";
import type { RunOptions } from "./options.js";
import { runBenchmark } from "./run-benchmark.js";

const cases = syntheticCases({ count: 10, promptTokens: 8, maxTokens: 20, seed: 1 });
const COLD_MS = 150;

/** Answers the first request of each connection 150 ms later, as after a distant handshake, and keeps which requests those were. */
async function coldServer() {
  const known = new WeakSet<Socket>();
  const firsts: string[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += String(piece);
    if (request.method === "GET") return void response.end(JSON.stringify({ object: "list", data: [{ id: "m" }] }));
    const first = !known.has(request.socket);
    known.add(request.socket);
    const { messages } = JSON.parse(body) as { messages: readonly { content: string }[] };
    if (first) firsts.push(messages.at(-1)?.content ?? "");
    await wait(first ? COLD_MS + 10 : 10);
    response.writeHead(200, { "content-type": "text/event-stream" });
    const said = (delta: object, reason: string | null) =>
      `data: ${JSON.stringify({ model: "m", choices: [{ index: 0, delta, finish_reason: reason }] })}\n\n`;
    response.end(`${said({ content: "yes" }, null)}${said({}, "stop")}data: [DONE]\n\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    firsts,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function measured(options: Partial<RunOptions>) {
  const server = await coldServer();
  try {
    const directory = mkdtempSync(path.join(tmpdir(), "benchbook-cold-"));
    const target = openaiTarget({ name: "t", baseUrl: server.baseUrl, model: "m" });
    const asked = { targets: [target], cases, repetitions: 4, telemetry: false as const, directory, onProgress: null };
    const run = await runBenchmark({ ...asked, ...options });
    const prompts = new Set(cases.cases.map(({ prompt }) => prompt));
    const coldMeasured = server.firsts.filter((prompt) => prompts.has(prompt)).length;
    const trials = (await run.trials()).filter(({ phase }) => phase === "measured");
    assert.ok(trials.every(({ outcome }) => outcome.kind === "answered"));
    return { run, trials, coldMeasured };
  } finally {
    server.close();
  }
}

const opened = (trials: readonly Trial[]) => trials.filter(({ newConnection }) => newConnection === true);

describe("connections whose first request is slow", () => {
  const loads = {
    "a closed loop": { load: closedLoop({ concurrency: 8 }) },
    "a closed loop of two processes": { load: closedLoop({ concurrency: 8 }), processes: 2 },
    "a closed loop that is stopped by time": {
      load: closedLoop({ concurrency: 8, durationSeconds: 0.3 }),
      repetitions: 1,
    },
    batches: { load: batches({ size: 8 }) },
    "an open loop": { load: openLoop({ requestsPerSecond: 60, arrivals: "constant", maxInFlight: 8 }) },
  };
  for (const [name, options] of Object.entries(loads))
    it(`${name}: each of eight was used by one of 16 warm-ups, and none is cold in the measured part`, async () => {
      const { trials, coldMeasured } = await measured({ ...options, warmups: 16 });
      assert.equal(coldMeasured, 0);
      assert.equal(opened(trials).length, 0);
      assert.ok(trials.every(({ newConnection }) => newConnection === false));
    });

  it("the default is as many warm-ups as the load keeps busy, and no more than it measures", async () => {
    const { run, coldMeasured } = await measured({ load: closedLoop({ concurrency: 8 }) });
    assert.deepEqual([run.manifest.warmups, coldMeasured], [8, 0]);
    const few = await measured({ load: closedLoop({ concurrency: 64 }), repetitions: 1 });
    assert.deepEqual([few.run.manifest.warmups, few.coldMeasured], [10, 0]);
  });

  for (const warmups of [0, 1])
    it(`with ${warmups} warm-ups the others are opened ahead, and what is first on them is marked and noted`, async () => {
      const { run, trials, coldMeasured } = await measured({ load: closedLoop({ concurrency: 8 }), warmups });
      assert.equal(run.manifest.warmups, warmups);
      assert.equal(coldMeasured, 8 - warmups);
      const marked = opened(trials);
      assert.equal(marked.length, coldMeasured);
      for (const trial of marked) {
        assert.ok((trialMetrics(trial).timeToFirstTokenMs ?? 0) >= COLD_MS);
        assert.equal(trialMetrics(trial).connectingMs, 0, "it stood before the request was sent");
      }
      assert.deepEqual((await verifyRun(run.directory)).problems, []);
    });
});
