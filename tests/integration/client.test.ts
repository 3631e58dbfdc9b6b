import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { TruthServer } from "../../lib/run/calibration/known-server/server-process.js";
import { startKnownServer } from "../../lib/run/calibration/known-server/start-known-server.js";
import { runBenchmark } from "../../lib/run/run-benchmark.js";
import { openRun } from "../../lib/store/run-folder/open-run.js";
import { moduleTarget } from "../../lib/targets/module-target.js";
import type { Load, Run } from "../../lib/types/index.js";
import { closedLoop } from "../../lib/workload/loads.js";
import { syntheticCases } from "../../lib/workload/synthetic-cases.js";

// Bottlenecks put into the client on purpose, in the real measuring process, on real sockets. What is asked is that each is
// recognized, which other work on the machine can only make easier. That a clean run raises none is shown on made data in
// metrics/client, and on a quiet machine by bench/client-limits.mjs.

const folder = () => mkdtempSync(path.join(tmpdir(), "benchbook-client-"));
const cases = (count: number) => syntheticCases({ count, promptTokens: 8, maxTokens: 20, seed: 1 });
const timeline = { roleAtMs: 1, firstTokenAtMs: 40, gapMs: 10, tokens: 12 };

describe("a bottleneck in the client", () => {
  let server: TruthServer;
  before(async () => {
    server = await startKnownServer();
  });
  after(() => server.close());

  /** Measures the server through a client with this bottleneck. */
  function limited(bottleneck: Record<string, unknown>, load: Load = closedLoop({ concurrency: 4 })): Promise<Run> {
    const module = fileURLToPath(new URL("../support/targets/limited-client.js", import.meta.url));
    const target = moduleTarget({ module, name: "server", origin: server.origin, timeline, ...bottleneck });
    return runBenchmark({
      targets: [target],
      cases: cases(10),
      repetitions: 3,
      load,
      isolation: "target",
      directory: folder(),
      onProgress: null,
    });
  }

  for (const [blockMs, everyMs] of [
    [30, 150],
    [200, 400],
  ] as const) {
    it(`of an event loop that is blocked for ${blockMs} ms at a time is recognized, with its length`, async () => {
      const { manifest } = await limited({ blockMs, everyMs });
      assert.equal(manifest.verdict?.verdict, "client-limited");
      assert.match(manifest.verdict?.reasons.join("\n") ?? "", /event loop stood still .* of the time in which server/);
      const [client] = manifest.sessions[0]?.client?.targets ?? [];
      assert.ok((client?.stalls ?? 0) >= 2, `${client?.stalls} stalls`);
      assert.ok((client?.longestStallMs ?? 0) >= blockMs - 11, `${client?.longestStallMs} ms`);
      assert.ok((manifest.sessions[0]?.client?.eventLoopDelayMs?.max ?? 0) >= blockMs - 21);
    });
  }

  it("of processes that take the processors is recognized", async () => {
    const { manifest } = await limited({ hogs: 4 * availableParallelism() });
    assert.equal(manifest.verdict?.verdict, "client-limited");
    assert.match(manifest.verdict?.reasons.join("\n") ?? "", /waited for a processor|stood still/);
  });

  it("of a pool of one socket is recognized: Little's law does not hold", async () => {
    const { manifest } = await limited({ sockets: 1 });
    assert.equal(manifest.verdict?.verdict, "client-limited");
    assert.match(
      manifest.verdict?.reasons.join("\n") ?? "",
      /queued inside the client: on average [34]\.\d .* and [01]\.\d at/,
    );
  });

  it("of a low limit of open files is recognized: failures of class client_resources", async () => {
    const directory = folder();
    const script = path.join(directory, "limited.mjs");
    const door = new URL("../../lib/index.js", import.meta.url).href;
    await writeFile(
      script,
      `import { closedLoop, openaiTarget, runBenchmark, syntheticCases } from ${JSON.stringify(door)};
       const [origin, directory] = process.argv.slice(2);
       const timeline = ${JSON.stringify({ ...timeline, firstTokenAtMs: 300 })};
       const target = openaiTarget({ baseUrl: origin + "/v1", model: "known", name: "server", extraBody: { timeline } });
       const cases = syntheticCases({ count: 450, promptTokens: 8, maxTokens: 20, seed: 1 });
       const load = closedLoop({ concurrency: 450 });
       const run = await runBenchmark({ targets: [target], cases, load, errorBudget: 1, directory, onProgress: null });
       console.log(run.directory);
       process.exit(0);`,
    );
    const command = `ulimit -n 400 && exec ${JSON.stringify(process.execPath)} "$@"`;
    const { stdout } = await promisify(execFile)("sh", ["-c", command, "sh", script, server.origin, directory]);
    const run = await openRun(stdout.trim());
    const classes = (await run.trials()).map(({ outcome }) =>
      outcome.kind === "failed" ? outcome.class : outcome.kind,
    );
    assert.ok(classes.includes("client_resources") && classes.includes("answered"), classes.join());
    assert.equal(run.manifest.verdict?.verdict, "client-limited");
    assert.match(
      run.manifest.verdict?.reasons.join("\n") ?? "",
      /of 450 requests to server failed for want of .*EMFILE/,
    );
  });
});
