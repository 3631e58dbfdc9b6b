import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { verifyRun } from "../../lib/report/verify-run.js";
import { writeReport } from "../../lib/report/write-report.js";
import type { TruthServer } from "../../lib/run/calibration/known-server/server-process.js";
import { startKnownServer } from "../../lib/run/calibration/known-server/start-known-server.js";
import { runBenchmark } from "../../lib/run/run-benchmark.js";
import { moduleTarget } from "../../lib/targets/module-target.js";
import type { Load, Run } from "../../lib/types/index.js";
import { closedLoop } from "../../lib/workload/loads.js";
import { syntheticCases } from "../../lib/workload/synthetic-cases.js";

// Runs by several real processes, which tell what they saw of themselves: the loops that stamp are theirs.

const folder = () => mkdtempSync(path.join(tmpdir(), "benchbook-senders-"));
const cases = syntheticCases({ count: 10, promptTokens: 8, maxTokens: 20, seed: 1 });
const timeline = { roleAtMs: 1, firstTokenAtMs: 40, gapMs: 10, tokens: 12 };

describe("a client of several processes", () => {
  let server: TruthServer;
  before(async () => {
    server = await startKnownServer();
  });
  after(() => server.close());

  function measured(bottleneck: Record<string, unknown>, load: Load): Promise<Run> {
    const module = fileURLToPath(new URL("../support/targets/limited-client.js", import.meta.url));
    const target = moduleTarget({ module, name: "server", origin: server.origin, timeline, ...bottleneck });
    const asked = { targets: [target], cases, repetitions: 4, load, processes: 3 };
    return runBenchmark({ ...asked, directory: folder(), onProgress: null });
  }

  it("tells of each process what it saw of itself, and of all together each request once", async () => {
    const run = await measured({}, closedLoop({ concurrency: 6 }));
    const [session] = run.manifest.sessions;
    const client = session?.client;
    const senders = client?.senders ?? [];
    assert.deepEqual(
      senders.map((sender) => sender.processId),
      session?.senderProcessIds,
    );
    const requests = senders.map((sender) => sender.targets[0]?.requests ?? 0);
    assert.ok(
      requests.every((count) => count > 0),
      requests.join(),
    );
    assert.deepEqual([requests.reduce((sum, count) => sum + count, 0), client?.targets[0]?.requests], [40, 40]);
    for (const sender of senders) {
      assert.ok(sender.eventLoopDelayMs !== null && sender.eventLoopUtilisation > 0 && sender.cpuShare > 0);
      assert.ok(sender.elapsedMs <= (client?.elapsedMs ?? 0) + 1000);
    }
    await writeReport(run, { formats: ["md"] });
    const report = await readFile(path.join(run.directory, "report.md"), "utf8");
    for (const { processId } of senders) assert.match(report, new RegExp(`sending process ${processId} *\\|.*busy`));
    assert.deepEqual((await verifyRun(run.directory)).problems, []);
  });

  it("is limited by the one process whose loop is blocked, which is recognized among the others", async () => {
    const onlyOne = path.join(folder(), "blocked");
    const { manifest } = await measured({ blockMs: 200, everyMs: 400, onlyOne }, closedLoop({ concurrency: 6 }));
    assert.equal(manifest.verdict?.verdict, "client-limited");
    const processId = Number(await readFile(onlyOne, "utf8"));
    const blocked = manifest.sessions[0]?.client?.senders?.find((sender) => sender.processId === processId);
    assert.ok((blocked?.targets[0]?.longestStallMs ?? 0) >= 189, `${blocked?.targets[0]?.longestStallMs} ms`);
    assert.ok((blocked?.eventLoopDelayMs?.max ?? 0) >= 179);
    // On a busy machine the others may be held up as well, and longer.
    assert.match(
      manifest.verdict?.reasons.join("\n") ?? "",
      /[123] of 3 sending event loops stood still; that of process \d+/,
    );
  });
});
