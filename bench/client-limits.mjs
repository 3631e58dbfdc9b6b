// Shows that a clean run raises nothing against the client and that each bottleneck put into it is recognized: the event loop
// blocked for 30 and 200 ms at a time, processes that take the processors, a pool of one socket. Then what the watch over the
// client costs, as a ratio of the same work with and without it. To be run on a quiet machine: other work is recognized too.
//
//   node bench/client-limits.mjs [runs of each, default 5]
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { closedLoop, moduleTarget, openLoop, runBenchmark, syntheticCases } from "../lib/dist/index.js";
import { startKnownServer } from "../lib/dist/run/calibration/known-server/start-known-server.js";
import { watchClient } from "../lib/dist/run/client/watch-client.js";

const times = Number(process.argv[2] ?? 5);
const directory = mkdtempSync(path.join(tmpdir(), "benchbook-bench-client-"));
const module = fileURLToPath(new URL("../build/tests/support/targets/limited-client.js", import.meta.url));
const timeline = { roleAtMs: 1, firstTokenAtMs: 60, gapMs: 10, tokens: 20 };
const server = await startKnownServer();

const closed = closedLoop({ concurrency: 4 });
const arms = [
  ["clean, closed loop of 4", {}, closed],
  ["clean, closed loop of 32", {}, closedLoop({ concurrency: 32 })],
  ["clean, Poisson, 40 a second", {}, openLoop({ requestsPerSecond: 40, arrivals: "poisson" })],
  ["loop blocked 30 ms, every 200", { blockMs: 30, everyMs: 200 }, closed],
  ["loop blocked 200 ms, every second", { blockMs: 200, everyMs: 1000 }, closed],
  [`${4 * availableParallelism()} processes that only compute`, { hogs: 4 * availableParallelism() }, closed],
  ["a pool of one socket", { sockets: 1 }, closed],
];

/** One run through a client with this bottleneck. */
async function verdictOf(bottleneck, load) {
  const target = moduleTarget({ module, name: "server", origin: server.origin, timeline, ...bottleneck });
  const run = await runBenchmark({
    targets: [target],
    cases: syntheticCases({ count: 20, promptTokens: 8, maxTokens: 20, seed: 1 }),
    repetitions: 6,
    warmups: 4,
    load,
    isolation: "target",
    directory,
    onProgress: null,
  });
  return run.manifest.verdict;
}

console.log(`Load average at the start: ${loadavg()[0].toFixed(2)} on ${availableParallelism()} cores\n`);
console.log("| client | runs | client-limited | what was told first |\n|---|---|---|---|");
for (const [name, bottleneck, load] of arms) {
  const verdicts = [];
  for (let run = 0; run < times; run += 1) verdicts.push(await verdictOf(bottleneck, load));
  const limited = verdicts.filter((one) => one.verdict === "client-limited");
  const first = limited[0]?.reasons[0] ?? verdicts.find((one) => one.reasons.length > 0)?.reasons[0] ?? "nothing";
  console.log(`| ${name} | ${times} | ${limited.length} | ${first} |`);
}

/** Processor time of sockets-like work: many short turns of the event loop, with a little garbage in each. */
async function workMs() {
  const before = process.cpuUsage();
  for (let turn = 0; turn < 40_000; turn += 1) {
    JSON.parse('{"choices":[{"index":0,"delta":{"content":"word "}}]}');
    if (turn % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

async function idleMs(milliseconds) {
  const before = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const middle = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
await workMs();
const ratios = [];
for (let round = 0; round < 2 * times + 1; round += 1) {
  const without = await workMs();
  const watch = watchClient(null);
  const watched = await workMs();
  watch.stop();
  ratios.push(watched / without);
}
const watch = watchClient(null);
const idle = await idleMs(2000);
watch.stop();
const alone = await idleMs(2000);
console.log(
  `\n| the watch costs | |\n|---|---|\n| processor time of busy work, with / without (median of ${ratios.length}) | ${middle(ratios).toFixed(3)} |`,
);
console.log(
  `| share of a core while idle, with; without | ${(idle / 20).toFixed(2)} %; ${(alone / 20).toFixed(2)} % |`,
);
await server.close();
rmSync(directory, { recursive: true, force: true });
process.exit(0);
