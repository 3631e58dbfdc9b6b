import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import * as bb from "../../lib/index.js";

const KEY = "canary-4711-metrics-key";
process.env.METRICS_TEST_KEY = KEY;
const folder = mkdtempSync(path.join(tmpdir(), "benchbook-metrics-"));
const servers: { closeAllConnections(): void; close(): void }[] = [];
after(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

/** An OpenAI-compatible server that answers two words after 300 ms, and its page of metrics as told. */
async function served(
  metrics: (request: IncomingMessage, response: ServerResponse, busy: number) => void,
): Promise<string> {
  let busy = 0;
  const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
  const chunk = (delta: object, finish: string | null = null) =>
    event({ choices: [{ index: 0, delta, finish_reason: finish }] });
  const server = createServer(async (request, response) => {
    if (request.url?.startsWith("/metrics")) return metrics(request, response, busy);
    if (request.method !== "POST") return void response.writeHead(404).end();
    request.resume();
    busy++;
    await wait(300);
    busy--;
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(chunk({ content: "two " }));
    response.write(chunk({ content: "words" }, "stop"));
    response.end(`${event({ choices: [], usage: { prompt_tokens: 5, completion_tokens: 2 } })}data: [DONE]\n\n`);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const cases = bb.caseSet({ cases: ["one", "two", "three", "four"].map((prompt) => ({ prompt })) });

function measured(base: string, more: Partial<Parameters<typeof bb.runBenchmark>[0]> = {}) {
  const target = bb.openaiTarget({
    baseUrl: `${base}/v1`,
    model: "m",
    name: "vllm",
    apiKeyEnv: "METRICS_TEST_KEY",
    metricsUrl: `${base}/metrics`,
  });
  const options = {
    targets: [target],
    cases,
    warmups: 1,
    load: bb.closedLoop({ concurrency: 2 }),
    telemetry: { intervalMs: 50 },
  };
  return bb.runBenchmark({ ...options, directory: folder, onProgress: null, ...more });
}

const filesIn = (directory: string): string[] =>
  readdirSync(directory).flatMap((name) => {
    const file = path.join(directory, name);
    return statSync(file).isDirectory() ? filesIn(file) : [file];
  });

describe("a server's own metrics", () => {
  it("are in the samples of a run, asked with its key, which is written nowhere", async () => {
    const keys = new Set<unknown>();
    const base = await served((request, response, busy) => {
      keys.add(request.headers.authorization);
      response.end(`vllm:num_requests_running{model_name="${KEY}"} ${busy}\nvllm:kv_cache_usage_perc 0.5\n`);
    });
    const run = await measured(base, { repetitions: 5 });
    const told = (await run.samples()).flatMap(({ atMs, servers: list }) =>
      (list ?? []).flatMap(({ metrics }) => (metrics ? [{ ...metrics, sampledAtMs: atMs }] : [])),
    );
    assert.ok(told.length >= 5, `${told.length} samples with metrics`);
    assert.deepEqual([...keys], [`Bearer ${KEY}`]);
    assert.ok(told.some(({ runningRequests }) => runningRequests === 2));
    assert.ok(told.every(({ cacheUseShare, atMs, sampledAtMs }) => cacheUseShare === 0.5 && atMs <= sampledAtMs));
    assert.deepEqual(run.manifest.warnings, []);
    assert.equal(run.manifest.targets[0]?.metricsUrl, `${base}/metrics`);
    for (const file of filesIn(run.directory)) assert.ok(!readFileSync(file).includes(KEY), file);
    assert.equal((await bb.verifyRun(run.directory)).ok, true);
  });

  it("that hang, are of 50 MB or of another kind are null, with the reason once; nothing measured is lost", async () => {
    const line = 'vllm:e2e_request_latency_seconds_bucket{le="0.3",model_name="m"} 12.0\n';
    const faults: readonly [(request: IncomingMessage, response: ServerResponse) => void, string][] = [
      [() => {}, ""],
      [(_, response) => void response.end(line.repeat(50_000_000 / line.length)), "it answered with more than 4 MiB"],
      [
        (_, response) => void response.writeHead(200, { "content-type": "application/json" }).end(`{"key":"${KEY}"}`),
        "it told no metric by a name of vLLM, llama.cpp, SGLang and TGI",
      ],
    ];
    for (const [answer, reason] of faults) {
      const base = await served(answer);
      const run = await measured(base);
      const told = (await run.samples()).flatMap(({ servers: list }) => (list ?? []).map(({ metrics }) => metrics));
      assert.ok(told.length > 3 && told.every((metrics) => metrics === null));
      const trials = await run.trials();
      assert.equal(trials.filter(({ outcome }) => outcome.kind === "answered").length, trials.length);
      const expected = `note: the metrics of vllm could not be read at ${base}/metrics: ${reason}`;
      assert.deepEqual(run.manifest.warnings, reason === "" ? [] : [expected]); // a run of a second ends before the limit of two
    }
  });
});

describe("energy, money and cooling down", () => {
  it("are computed from what the run itself kept", {
    skip: process.platform === "win32" && "shell scripts",
  }, async () => {
    const bin = path.join(folder, "bin");
    mkdirSync(bin);
    const smi = path.join(bin, "nvidia-smi");
    writeFileSync(smi, '#!/bin/sh\nwhile :; do echo "0, 1000, 50, 200.00, 60, 0x0000000000000020"; sleep 0.05; done\n');
    chmodSync(smi, 0o755);
    process.env.PATH = `${bin}:${process.env.PATH}`;
    const base = await served((_, response) => void response.end("llamacpp:requests_processing 1\n"));
    const target = (name: string) => bb.openaiTarget({ baseUrl: `${base}/v1`, model: "m", name });
    const run = await measured(base, {
      targets: [target("a"), target("b")],
      order: "sequential",
      warmups: 2,
      repetitions: 3,
      telemetry: { intervalMs: 200 },
      coolDown: { seconds: 0.5 },
      prices: { a: { inputPerMillion: 1, outputPerMillion: 10, asOf: "2026-11-30" } },
    });
    const trials = await run.trials();
    const energy = await bb.inspect.energy(run);
    for (const { target: name, joules, measuredSeconds, sources, joulesPerAnswer, joulesPerOutputToken } of energy) {
      assert.equal(sources, "graphics", JSON.stringify(energy));
      assert.ok(Math.abs((joules ?? 0) / (200 * (measuredSeconds ?? 0)) - 1) < 0.01, `${name}: ${joules} J`);
      assert.equal(joulesPerAnswer, (joules ?? 0) / 12);
      assert.equal(joulesPerOutputToken, (joules ?? 0) / 24);
    }
    assert.equal(energy.length, 2);
    const ended = Math.max(...trials.filter(({ target: name }) => name === "a").map(({ endAtMs }) => endAtMs));
    const began = Math.min(
      ...trials
        .filter(({ target: name, phase }) => name === "b" && phase === "measured")
        .map((one) => one.dispatchedAtMs),
    );
    assert.ok(began - ended >= 499, `${began - ended} ms between the targets`);
    const [a, b] = await bb.inspect.cost(run);
    // Twelve answers of 5 prompt and 2 output tokens, and two warm-ups of the same length.
    assert.ok(Math.abs((a?.measuredCost ?? 0) - (12 * (5 * 1 + 2 * 10)) / 1e6) < 1e-12);
    assert.ok(Math.abs((a?.runCost ?? 0) - (14 * (5 * 1 + 2 * 10)) / 1e6) < 1e-12);
    assert.equal(b?.runCost, null);
    assert.deepEqual(run.manifest.coolDown, { seconds: 0.5 });
    assert.equal(run.manifest.prices?.a?.asOf, "2026-11-30");
    const codes = (await bb.inspect.findings(run)).map(({ code, about }) => `${code} ${about}`);
    assert.ok(codes.includes("throttled a") && codes.includes("throttled b"), codes.join("; "));
    const { reports } = await bb.writeReport(run, { formats: ["md"] });
    const report = readFileSync(reports[0] ?? "", "utf8");
    assert.match(report, /Energy by target/);
    assert.match(report, /Cost by target/);
    assert.equal((await bb.verifyRun(run.directory)).ok, true);
  });
});
