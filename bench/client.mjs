// What the client costs and how exact it is: Benchbook's whole path (measuring process, openai driver, every arrival recorded, the
// journal on the disk) beside a plain undici loop and the openai package's own stream, in the same run, against a server in another
// process that knows the truth. Prints a Markdown table and keeps it in bench/results/.
//   node bench/client.mjs [--quick] [--rounds 3] [--only cpuPerEvent,lag] [--arms benchbook,undici-loop] [--out FOLDER]
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ARMS, inScenario } from "./client/client-of.mjs";
import { canPin } from "./client/processes.mjs";
import { SCENARIOS } from "./client/scenarios.mjs";
import { smallestRun } from "./client/smallest-run.mjs";
import { markdown } from "./client/table.mjs";

const { values: asked } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    rounds: { type: "string", default: "1" },
    only: { type: "string" },
    arms: { type: "string", default: ARMS.join(",") },
    out: { type: "string", default: join(import.meta.dirname, "results") },
  },
});
const rounds = Number(asked.rounds);
const { quick } = asked;

/** The measurements of one round. Those of `ours` say nothing about a plain loop, or cannot be asked of it. */
const MEASUREMENTS = [
  ...["cpuPerEvent", "marginalCpu", "saturated", "lag", "sixteenStreams", "lockstepOneCore"].map(scenario()),
  ...["lockstepTwoCores"].map(scenario({ allCores: true })),
  ...["constantRate"].map(scenario()),
  { name: "smallestRun", ours: false, measure: (arm) => smallestRun(arm) },
  ...["manyStreams"].map(scenario()),
  ...["memory"].map(scenario({ environment: { BENCH_COLLECT: "1" } }, true)),
].filter(({ name }) => asked.only === undefined || asked.only.split(",").includes(name));

function scenario(options = {}, ours = false) {
  return (name) => ({ name, ours, measure: (arm) => inScenario(arm, SCENARIOS[name], { quick, ...options }) });
}

const machine = {
  at: new Date().toISOString(),
  on: `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores`,
  node: process.versions.node,
  "load average": loadavg()[0]?.toFixed(2),
  pinned: canPin ? "server on core 0, client on core 1" : "no",
};

const results = [];
for (let round = 0; round < rounds; round += 1)
  for (const { name, ours, measure } of MEASUREMENTS) {
    const arms = asked.arms.split(",").filter((arm) => !ours || arm === "benchbook");
    // Interleaved: each round begins with another arm, so that a drift of the machine is no arm's.
    for (const arm of [...arms.slice(round % arms.length), ...arms.slice(0, round % arms.length)]) {
      const values = await measure(arm);
      results.push({ round, name, arm, loadAverage: loadavg()[0], values });
      process.stderr.write(`round ${round + 1} ${name} ${arm} ${JSON.stringify(values)}\n`);
    }
  }

const measured = { machine, rounds, quick, results };
const table = markdown(measured);
mkdirSync(asked.out, { recursive: true });
writeFileSync(join(asked.out, "client.md"), `# What the client costs, and how exact it is\n\n${table}`);
writeFileSync(join(asked.out, "client.json"), `${JSON.stringify(measured, null, 2)}\n`);
console.log(table);
