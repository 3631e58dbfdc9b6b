import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { findListener, listeningInodes } from "./find-server.js";
import { loadedModels } from "./ollama-models.js";
import { watchServer } from "./watch-server.js";
import { watchedServers } from "./watched-servers.js";

const MIB = 2 ** 20;

/** A server process of its own that holds `mebibytes` in a child, as Ollama's runner does, and keeps a core busy when told. */
async function serverProcess(mebibytes: number): Promise<{ child: ChildProcess; port: number }> {
  const inside = `const held = Buffer.alloc(${mebibytes} * ${MIB}, 1); process.on("disconnect", () => process.exit()); process.send(held.length);`;
  const code = `
    const child = require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(inside)}], { stdio: ["ignore", "ignore", "ignore", "ipc"] });
    const server = require("node:http").createServer((_, response) => { const until = Date.now() + 200; while (Date.now() < until); response.end(); });
    child.on("message", () => server.listen(0, "127.0.0.1", () => process.send(server.address().port)));
    process.on("disconnect", () => process.exit());`;
  const child = spawn(process.execPath, ["-e", code], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const [port] = await once(child, "message");
  return { child, port: Number(port) };
}

const server = (port: number) => ({ target: "t", processId: null, port, ollamaHost: null });

describe("a server under test", { skip: process.platform !== "linux" && "found through /proc" }, () => {
  it("is found by its port and read with all that it started", async () => {
    const { child, port } = await serverProcess(200);
    assert.equal(await findListener(port), child.pid);
    const watch = watchServer(server(port), () => performance.now());
    await watch.refresh();
    const idle = watch.latest();
    assert.ok((idle.residentBytes ?? 0) > 200 * MIB, `${idle.residentBytes} bytes: the child's 200 MiB are in it`);
    assert.ok((idle.residentBytes ?? 0) < 900 * MIB);
    await Promise.all([fetch(`http://127.0.0.1:${port}`), fetch(`http://127.0.0.1:${port}`)]);
    await watch.refresh();
    assert.ok((watch.latest().cpuShare ?? 0) > 0.02, `${watch.latest().cpuShare} of a core while it was busy`);
    child.disconnect();
    await once(child, "exit");
    await wait(1100);
    await watch.refresh();
    assert.deepEqual(watch.latest(), {
      target: "t",
      residentBytes: null,
      cpuShare: null,
      modelBytes: null,
      modelVramBytes: null,
    });
  });

  it("is nobody where nobody listens", async () => {
    assert.equal(await findListener(9), null);
  });
});

it("the table of sockets is read as the kernel writes it", () => {
  // From proc_net_tcp of the kernel's documentation: 0100007F:0CEA is 127.0.0.1:3306; 0A listens, 01 is connected.
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0CEA 00000000:0000 0A 00000000:00000000 00:00000000 00000000   112        0 18241 1 0000000000000000 100 0 0 10 0
   1: 0100007F:0CEA 0100007F:A1B2 01 00000000:00000000 00:00000000 00000000   112        0 99999 1 0000000000000000 20 4 30 10 -1`;
  assert.deepEqual(listeningInodes(table, 3306), ["18241"]);
  assert.deepEqual(listeningInodes(table, 3307), []);
});

it("the servers of a run are those on this machine, by their port, and what the user names goes first", () => {
  const openai = { kind: "openai", name: "a", baseUrl: "http://localhost:8080/v1" };
  const away = { kind: "openai", name: "b", baseUrl: "https://api.example.com/v1", serverPid: 77 };
  const ollama = { kind: "ollama", name: "c", host: "http://127.0.0.1:11434" };
  const wrapped = { kind: "compressing", name: "d", inner: openai };
  const found = watchedServers([openai, away, ollama, wrapped, { kind: "llama", name: "e" }], { intervalMs: 250 });
  assert.deepEqual(found, [
    { target: "a", processId: null, port: 8080, ollamaHost: null },
    { target: "b", processId: 77, port: null, ollamaHost: null },
    { target: "c", processId: null, port: 11434, ollamaHost: "http://127.0.0.1:11434" },
    { target: "d", processId: null, port: 8080, ollamaHost: null },
  ]);
  const named = watchedServers([openai], { intervalMs: 250, serverPid: 5, serverPort: 9000 });
  assert.deepEqual(named, [{ target: "a", processId: 5, port: 9000, ollamaHost: null }]);
});

it("a server's metrics are asked with the target's key and headers at its own origin alone", () => {
  const target = {
    kind: "openai",
    name: "a",
    baseUrl: "http://localhost:8080/v1",
    apiKeyEnv: "KEY",
    headers: { "x-a": "1" },
  };
  const metricsOf = (metricsUrl: string, more: object = {}) =>
    watchedServers([{ ...target, ...more, metricsUrl }], { intervalMs: 250 })[0]?.metrics;
  const key = { variable: "KEY", header: null };
  const own = "http://localhost:8080/metrics";
  assert.deepEqual(metricsOf(own), { url: own, headers: { "x-a": "1" }, key });
  assert.deepEqual(metricsOf(own, { apiKeyHeader: "api-key" })?.key, { variable: "KEY", header: "api-key" });
  assert.equal(metricsOf(own, { apiKeyEnv: null })?.key, null);
  for (const url of [
    "http://localhost:9090/metrics",
    "https://localhost:8080/metrics",
    "http://127.0.0.1:8080/metrics",
  ])
    assert.deepEqual(metricsOf(url), { url, headers: {}, key: null });
});

it("Ollama's loaded models are summed as /api/ps tells them, and what it does not tell is null", async () => {
  // The form of docs/api.md, "List Running Models".
  const model = (size: number, size_vram: number) => ({ name: "mistral:latest", size, size_vram });
  const answers: unknown[] = [
    { models: [model(5137025024, 5137025024), model(1000, 0)] },
    { models: [] },
    { models: [{ name: "x", size: 5 }] },
    { error: "no" },
  ];
  const ollama = createServer((_, response) => response.end(JSON.stringify(answers.shift())));
  await new Promise<void>((resolve) => ollama.listen(0, "127.0.0.1", resolve));
  const host = `http://127.0.0.1:${(ollama.address() as AddressInfo).port}`;
  assert.deepEqual(await loadedModels(host), { modelBytes: 5137026024, modelVramBytes: 5137025024 });
  assert.deepEqual(await loadedModels(host), { modelBytes: 0, modelVramBytes: 0 });
  assert.deepEqual(await loadedModels(host), { modelBytes: 5, modelVramBytes: null });
  assert.equal(await loadedModels(host), null);
  await new Promise((resolve) => ollama.close(resolve));
  assert.equal(await loadedModels(host), null);
});
