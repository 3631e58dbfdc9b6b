import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { after, before, describe, it } from "node:test";
import { caseSet, openaiTarget, openRun, runBenchmark } from "../../lib/index.js";

const event = (choice: object, more: object = {}) => `data: ${JSON.stringify({ choices: [choice], ...more })}\n\n`;
const timings = { cache_n: 4, prompt_n: 6, prompt_ms: 0.02, predicted_n: 2, predicted_ms: 0.01 };
const answered = `${event({ index: 0, delta: { content: "a" } })}${event({ index: 0, delta: {}, finish_reason: "stop" }, { timings })}data: [DONE]\n\n`;

describe("a server's log and the trials of a run", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "benchbook-request-ids-"));
  let log: (string | undefined)[] = [];
  /** Refuses every fourth request, politely. */
  const server = createServer(async (request, response) => {
    await text(request);
    if (request.method === "GET") return void response.end('{"data": [{"id": "m"}]}');
    log.push(request.headers["x-request-id"]?.toString());
    if (log.length % 4 === 0) return void response.writeHead(429, { "retry-after": "0" }).end("{}");
    response.writeHead(200, { "content-type": "text/event-stream" }).end(answered);
  });
  before(() => new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve)));
  after(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function measured(processes: number, headers: Record<string, string> = {}) {
    log = [];
    const { port } = server.address() as AddressInfo;
    const run = await runBenchmark({
      targets: [openaiTarget({ baseUrl: `http://127.0.0.1:${port}/v1`, model: "m", headers })],
      cases: caseSet({ cases: [{ prompt: "one" }, { prompt: "two" }, { prompt: "three" }] }),
      ...{ warmups: 1, repetitions: 2, retry: { attempts: 2 }, processes, directory: folder, onProgress: null },
    });
    return { runId: run.manifest.runId, trials: await (await openRun(run.directory)).trials() };
  }

  for (const processes of [1, 2])
    it(`are joined by ids that no two sendings share, with ${processes} sending process(es)`, async () => {
      const { runId, trials } = await measured(processes);
      const expected = trials.flatMap(({ planIndex, session, attempts = [] }) =>
        [...attempts, null].map((_, sentBefore) => [runId, planIndex, session, sentBefore].join(".")),
      );
      assert.equal(trials.length, 7);
      assert.ok(log.length > 7, "some were sent again");
      assert.deepEqual(log.toSorted(), expected.toSorted());
      for (const { requestId, planIndex, session, attempts = [] } of trials)
        assert.equal(requestId, [runId, planIndex, session, attempts.length].join("."));
      for (const { serverTimes } of trials) assert.equal(serverTimes?.promptTokens, 6);
    });

  it("have an id of the user's own where the target has one, and the trials then none", async () => {
    const { trials } = await measured(1, { "X-Request-ID": "mine" });
    assert.deepEqual(new Set(log), new Set(["mine"]));
    for (const trial of trials) assert.equal("requestId" in trial, false);
  });
});
