// What reading a server's own metrics costs the client: processor time of the whole process and the lateness of its event loop, with
// and without reading, while it receives streams from a server that knows when it wrote each piece. The page is as large as that of a
// busy vLLM, then one that hangs and one of 50 MB. Server and pages are in a process of their own.
//   node bench/server-metrics.mjs [--seconds 10] [--page-kb 60]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import http from "node:http";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startTelemetry } from "../lib/dist/run/telemetry/telemetry.js";

const { values } = parseArgs({
  options: { seconds: { type: "string", default: "10" }, "page-kb": { type: "string", default: "60" } },
});
const seconds = Number(values.seconds);
const bytes = Number(values["page-kb"]) * 1000;
const STREAMS = 8;

/** The server: streams that write their own clock every 10 ms, and pages of metrics. */
const code = `
  const line = 'vllm:e2e_request_latency_seconds_bucket{engine="0",le="0.3",model_name="meta-llama/Llama-3.1-8B-Instruct"} 12.0\\n';
  const gauges = 'vllm:num_requests_running{engine="0"} 8.0\\nvllm:num_requests_waiting{engine="0"} 2.0\\nvllm:kv_cache_usage_perc{engine="0"} 0.4\\n';
  const busy = gauges + line.repeat(Math.ceil(${bytes} / line.length));
  const huge = line.repeat(Math.ceil(50e6 / line.length));
  require("node:http").createServer((request, response) => {
    if (request.url === "/busy") return response.end(busy);
    if (request.url === "/huge") return response.end(huge);
    if (request.url === "/hangs") return;
    response.writeHead(200);
    const timer = setInterval(() => response.write(process.hrtime.bigint() + "\\n"), 10);
    response.on("close", () => clearInterval(timer));
  }).listen(0, "127.0.0.1", function () { process.send(this.address().port); });
  process.on("disconnect", () => process.exit());`;
const server = spawn(process.execPath, ["-e", code], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
const [port] = await once(server, "message");
const base = `http://127.0.0.1:${port}`;

const late = [];
const streams = Array.from({ length: STREAMS }, () =>
  http.get(base, (response) =>
    response.on("data", (chunk) => {
      const now = process.hrtime.bigint();
      for (const sent of String(chunk).trim().split("\n")) late.push(Number(now - BigInt(sent)) / 1e6);
    }),
  ),
);

console.log(
  `${STREAMS} streams of a piece every 10 ms, ${seconds} s each, samples every 250 ms, a page of ${bytes / 1000} kB`,
);
console.log(
  "| metrics | readings | process, % of a core | reading thread, % | late p50, ms | p99, ms | loop p99, ms |",
);
console.log("|---|---:|---:|---:|---:|---:|---:|");
for (const page of [null, "busy", null, "busy", "hangs", "huge"]) await row(page);
for (const stream of streams) stream.destroy();
server.disconnect();

/** @param {string | null} page */
async function row(page) {
  const source = page === null ? {} : { metrics: { url: `${base}/${page}`, headers: {}, key: null } };
  const watched = [{ target: "server", processId: null, port: null, ollamaHost: null, ...source }];
  const seen = new Set();
  /** @param {import("benchbook").Sample} sample */
  const take = ({ servers }) => void (servers?.[0]?.metrics && seen.add(servers[0].metrics.atMs));
  const old = new Set(threads().keys());
  const telemetry = startTelemetry({ everyMs: 250, session: 1, servers: watched, now: () => performance.now(), take });
  await wait(2000); // the thread has begun, its code is warm
  seen.clear();
  late.length = 0;
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const before = process.cpuUsage();
  const begun = threads();
  await wait(seconds * 1000);
  const { user, system } = process.cpuUsage(before);
  const ended = threads();
  delay.disable();
  telemetry.stop();
  const core = ((user + system) / (seconds * 1e6)) * 100;
  const usedMs = [...ended].reduce((sum, [id, ms]) => sum + (old.has(id) ? 0 : ms - (begun.get(id) ?? 0)), 0);
  const reading = page === null ? "" : (usedMs / (seconds * 10)).toFixed(2);
  const sorted = late.toSorted((a, b) => a - b);
  const at = (share) => (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(2);
  const loop = (delay.percentile(99) / 1e6).toFixed(1);
  console.log(
    `| ${page ?? "none"} | ${seen.size} | ${core.toFixed(2)} | ${reading} | ${at(0.5)} | ${at(0.99)} | ${loop} |`,
  );
}

/** Processor time of each thread of this process so far, in milliseconds (Linux). */
function threads() {
  const tasks = "/proc/self/task";
  const used = (id) => Number(readFileSync(`${tasks}/${id}/schedstat`, "utf8").split(" ")[0]) / 1e6;
  return new Map(readdirSync(tasks).map((id) => [id, used(id)]));
}
