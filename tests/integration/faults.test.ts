import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { trialMetrics } from "../../lib/metrics/trial-metrics.js";
import { runBenchmark } from "../../lib/run/run-benchmark.js";
import { moduleTarget } from "../../lib/targets/module-target.js";
import { openaiTarget } from "../../lib/targets/openai-target.js";
import { openLoop } from "../../lib/workload/loads.js";
import { syntheticCases } from "../../lib/workload/synthetic-cases.js";

// Faults that last over many requests of a run: a server that dies and comes back, a wall clock that is set.

const folder = () => mkdtempSync(path.join(tmpdir(), "benchbook-faults-"));

/** A server of the OpenAI chat form that can be taken off its port and put back, and counts what it has answered whole. */
async function mortalServer() {
  let answered = 0;
  let server: Server;
  let port = 0;
  const sockets = new Set<Socket>();
  const listen = () =>
    new Promise<void>((resolve) => {
      server = createServer((request, response) => {
        request.resume();
        if (request.method === "GET") return void response.writeHead(404).end();
        response.writeHead(200, { "content-type": "text/event-stream" });
        const said = (content: string, finish: string | null) =>
          `data: ${JSON.stringify({ model: "m", choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}\n\n`;
        response.write(said("a", null));
        setTimeout(() => response.end(`${said("b", "stop")}data: [DONE]\n\n`, () => answered++), 20);
      });
      server.on("connection", (socket) => {
        sockets.add(socket);
        socket.on("close", () => sockets.delete(socket));
      });
      server.listen(port, "127.0.0.1", () => {
        const address = server.address();
        port = typeof address === "object" && address !== null ? address.port : port;
        resolve();
      });
    });
  const die = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.resetAndDestroy();
    });
  await listen();
  return { baseUrl: `http://127.0.0.1:${port}/v1`, answered: () => answered, die, listen };
}

describe("server restart in mid-run", () => {
  it("server restart in mid-run: only the unanswered requests fail, each with its class, and the run goes on", async () => {
    const server = await mortalServer();
    const planned = 300;
    const death = setTimeoutOnce(async () => {
      await server.die();
      setTimeout(server.listen, 700);
    });
    const run = await runBenchmark({
      targets: [openaiTarget({ baseUrl: server.baseUrl, model: "m" })],
      cases: syntheticCases({ count: planned, promptTokens: 4, maxTokens: 4, seed: 1 }),
      warmups: 1,
      load: openLoop({ requestsPerSecond: 100, arrivals: "constant", durationSeconds: 3 }),
      errorBudget: 1,
      directory: folder(),
      onProgress: ({ completed }) => {
        if (completed >= 80) death();
      },
    });
    await server.die();
    const trials = (await run.trials()).filter(({ phase }) => phase === "measured");
    const kinds = (kind: string) => trials.filter(({ outcome }) => outcome.kind === kind);
    const failed = trials.flatMap(({ outcome }) => (outcome.kind === "failed" ? [outcome.class] : []));
    assert.equal(run.manifest.state, "finished");
    assert.deepEqual([trials.length, kinds("answered").length + failed.length], [planned, planned]);
    assert.equal(kinds("answered").length, server.answered() - 1, "all that the server answered but the warm-up");
    assert.ok(failed.length >= 30 && failed.length <= 130, `${failed.length} failed while it was gone for 0.7 s`);
    assert.deepEqual(
      [...new Set(failed)].filter((name) => !/^(connect_refused|reset_|closed_before_response|truncated)/.test(name)),
      [],
    );
    assert.equal(trials.at(-1)?.outcome.kind, "answered", "it came back");
  });
});

function setTimeoutOnce(task: () => Promise<void>): () => void {
  let done = false;
  return () => {
    if (!done) void task();
    done = true;
  };
}

describe("wall clock set in mid-run", () => {
  for (const [how, stepMs] of [
    ["an hour forward", 3_600_000],
    ["an hour back", -3_600_000],
    ["not at all", 0],
  ] as const)
    it(`wall clock set in mid-run, ${how}: durations are unaffected, and the verdict reports a step`, async () => {
      const run = await runBenchmark({
        targets: [moduleTarget({ module: steppingDriver, name: "own", stepMs })],
        cases: syntheticCases({ count: 5, promptTokens: 4, maxTokens: 4, seed: 1 }),
        warmups: 0,
        isolation: "target", // a process of its own, as its clock is spoilt
        directory: folder(),
      });
      for (const trial of await run.trials()) {
        const { latencyMs } = trialMetrics(trial);
        assert.ok(latencyMs !== null && latencyMs >= 19 && latencyMs < 2000, `${latencyMs} ms`);
      }
      const said = run.manifest.verdict?.reasons.filter((reason) => reason.startsWith("the clock stepped")) ?? [];
      assert.equal(said.length, stepMs === 0 ? 0 : 1, run.manifest.verdict?.reasons.join());
      if (stepMs !== 0)
        assert.match(said[0] ?? "", stepMs > 0 ? /stepped by 3[56]\d\d\.\d s/ : /stepped by -3[56]\d\d\.\d s/);
    });
});

const steppingDriver = fileURLToPath(new URL("../support/targets/clock-stepping-driver.js", import.meta.url));
