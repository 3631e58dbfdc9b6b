// What telemetry costs the process that measures: processor time a sample and the longest turn of its event loop, at several
// intervals, alone and with a server of this machine watched. The same loop without telemetry stands beside it.
//   node bench/telemetry.mjs [--seconds 5]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startTelemetry } from "../lib/dist/run/telemetry/telemetry.js";

const { values } = parseArgs({ options: { seconds: { type: "string", default: "5" } } });
const seconds = Number(values.seconds);
const code = `require("node:http").createServer().listen(0, "127.0.0.1", function () { process.send(this.address().port); });
  process.on("disconnect", () => process.exit());`;
const server = spawn(process.execPath, ["-e", code], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
const [port] = await once(server, "message");
const watched = [{ target: "server", processId: null, port: Number(port), ollamaHost: null }];

console.log("| telemetry | samples | processor a sample, µs | share of a core | event loop delay p99, ms |");
console.log("|---|---:|---:|---:|---:|");
await row("none", null, []);
for (const everyMs of [250, 100, 50, 10]) {
  await row(`every ${everyMs} ms, this process`, everyMs, []);
  await row(`every ${everyMs} ms, and a server`, everyMs, watched);
}
server.disconnect();

/**
 * @param {string} what
 * @param {number | null} everyMs
 * @param {typeof watched} servers
 */
async function row(what, everyMs, servers) {
  let samples = 0;
  const options = { session: 1, servers, now: () => performance.now(), take: () => void samples++ };
  const telemetry = everyMs === null ? null : startTelemetry({ ...options, everyMs });
  await wait(500); // finding the server comes before the first trial
  samples = 0;
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const before = process.cpuUsage();
  await wait(seconds * 1000);
  const { user, system } = process.cpuUsage(before);
  delay.disable();
  telemetry?.stop();
  const used = user + system;
  const each = samples === 0 ? "" : (used / samples).toFixed(0);
  console.log(
    `| ${what} | ${samples} | ${each} | ${(used / seconds / 1e6).toFixed(4)} | ${(delay.percentile(99) / 1e6).toFixed(1)} |`,
  );
}
