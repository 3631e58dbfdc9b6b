// One streamed trial of one target, as a script of a user's would measure it: node one-run.mjs LIB URL FOLDER [--report]
import path from "node:path";
import { pathToFileURL } from "node:url";

const [lib, baseUrl, directory, report] = process.argv.slice(2);
const bb = await import(pathToFileURL(path.join(lib, "index.js")).href);
// Only the processes that this one starts record the walk.
if (process.env.TRIAL_WALK_OPTIONS !== undefined) process.env.NODE_OPTIONS = process.env.TRIAL_WALK_OPTIONS;
const run = await bb.runBenchmark({
  name: "walk",
  targets: [bb.openaiTarget({ name: "server", baseUrl, model: "m" })],
  cases: bb.caseSet({ name: "one", cases: [{ prompt: "Say something." }] }),
  warmups: 0,
  repetitions: 1,
  telemetry: false,
  directory,
});
const [trial] = await run.trials();
if (trial?.outcome.kind !== "answered")
  throw new Error(`expected an answered trial, got ${JSON.stringify(trial?.outcome)}`);
if (report !== undefined) await bb.writeReport(run);
