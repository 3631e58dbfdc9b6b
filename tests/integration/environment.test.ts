import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { runBenchmark } from "../../lib/run/run-benchmark.js";
import { openaiTarget } from "../../lib/targets/openai-target.js";
import { caseSet } from "../../lib/workload/case-file/case-set.js";

test("a key that a notebook sets after its first run is the one that the next run sends", async () => {
  const seen = new Set<string>();
  const server = createServer((request, response) => {
    if (request.method === "POST") seen.add(String(request.headers.authorization));
    const event = { choices: [{ index: 0, delta: { content: "yes" }, finish_reason: "stop" }] };
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(`data: ${JSON.stringify(event)}\n\ndata: [DONE]\n\n`);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  const target = openaiTarget({ baseUrl: `http://127.0.0.1:${port}/v1`, model: "m", apiKeyEnv: "LATE_TEST_KEY" });
  const cases = caseSet({ name: "one", cases: [{ prompt: "Is it so?" }] });
  const directory = mkdtempSync(path.join(tmpdir(), "benchbook-environment-"));
  try {
    for (const key of ["first-key-0001", "second-key-0002"]) {
      process.env.LATE_TEST_KEY = key;
      await runBenchmark({ targets: [target], cases, directory, onProgress: null });
      assert.deepEqual([...seen], [`Bearer ${key}`]);
      seen.clear();
    }
  } finally {
    delete process.env.LATE_TEST_KEY;
    server.close();
  }
});
