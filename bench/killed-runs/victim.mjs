// The process that is killed: begins a run under a folder, or takes one up again, and says each reported trial on its standard
// output, one JSON line for each progress.
//   node victim.mjs begin FOLDER SEED     node victim.mjs resume RUN
import { writeSync } from "node:fs";
import { openLoop, resumeRun, runBenchmark, simulatedTarget, syntheticCases } from "../../lib/dist/index.js";

const [what, folder, seed = "1"] = process.argv.slice(2);
const say = (/** @type {object} */ line) => writeSync(1, `${JSON.stringify(line)}\n`);

/** @param {import("../../lib/dist/index.js").RunProgress} progress */
const onProgress = ({ completed, recent }) => say({ completed, recent });

const run =
  what === "resume"
    ? await resumeRun(folder, { onProgress })
    : await runBenchmark({
        name: "killed",
        targets: ["a", "b"].map((name) => simulatedTarget({ name, timeToFirstTokenMs: 12, gapMs: 2, tokens: 6 })),
        cases: syntheticCases({ count: 10, promptTokens: 12, maxTokens: 8, seed: 3 }),
        repetitions: 8,
        load: openLoop({ requestsPerSecond: 150, arrivals: "poisson", maxInFlight: 8 }),
        seed: Number(seed),
        telemetry: { intervalMs: 20 },
        directory: folder,
        onProgress,
      });
say({ state: run.manifest.state, reason: run.manifest.stateReason });
