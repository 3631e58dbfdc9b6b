// Our arm is a run like any other: runBenchmark, its own measuring process, the openai driver, every arrival recorded, the journal
// on the disk. This process is the kernel of the run; what is measured is the measuring process, from the job to its report.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as bb from "../../../lib/dist/index.js";
import { usageNow } from "../usage.mjs";

const folder = mkdtempSync(join(tmpdir(), "bench-client-"));
const marksFile = join(folder, "marks.jsonl");
process.env.BENCH_MARKS = marksFile;
const marks = `--import=${new URL("../measuring-marks.mjs", import.meta.url)}`;
process.env.NODE_OPTIONS = [process.env.NODE_OPTIONS, marks].filter(Boolean).join(" ");

process.on("message", ({ job }) => {
  carryOut(job).then(
    (done) => process.send(done),
    (error) => process.send({ error: String(error?.stack ?? error) }),
  );
});
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
process.on("disconnect", () => process.exit(0));
process.send({});

async function carryOut(job) {
  const cases = job.prompts.map((prompt, index) => ({ id: `c${index}`, prompt }));
  const beganAtMs = performance.now();
  const run = await bb.runBenchmark({
    name: "bench",
    targets: [bb.openaiTarget({ baseUrl: `${job.origin}/v1`, model: "m" })],
    cases: bb.caseSet({ name: "bench", version: "1", cases }),
    warmups: 0,
    load:
      job.ratePerSecond === undefined
        ? bb.closedLoop({ concurrency: job.streams })
        : bb.openLoop({ requestsPerSecond: job.ratePerSecond, arrivals: "constant" }),
    generation: { maxTokens: 100_000 },
    errorBudget: 1,
    directory: folder,
    onProgress: null,
  });
  const wallMs = performance.now() - beganAtMs;
  const [began, ended] = lastTwoMarks();
  const trials = await run.trials();
  rmSync(run.directory, { recursive: true });
  const prompts = new Map(run.manifest.cases.map(({ id, prompt }) => [id, prompt]));
  const answered = trials.filter((trial) => trial.outcome.kind === "answered");
  return {
    cpuMs: ended.cpuMs - began.cpuMs,
    wallMs,
    maxResidentMiB: ended.maxResidentMiB + usageNow().maxResidentMiB,
    heapGrowthBytes: ended.heap === null ? null : ended.heap - began.heap,
    failed: trials.length - answered.length,
    records: answered.map((trial) => recordOf(trial, prompts, ended.monotonicOffsetMs)),
  };
}

function lastTwoMarks() {
  const marks = readFileSync(marksFile, "utf8")
    .trim()
    .split("\n")
    .slice(-2)
    .map((line) => JSON.parse(line));
  if (marks[0]?.at !== "measure" || marks[1]?.at !== "measured") throw new Error("the measuring process left no marks");
  return marks;
}

function recordOf(trial, prompts, offsetMs) {
  return {
    prompt: prompts.get(trial.caseId),
    dispatchedAtMs: trial.dispatchedAtMs + offsetMs,
    tokensAtMs: trial.arrivals.filter(({ kind }) => kind === "answer").map(({ atMs }) => atMs + offsetMs),
    endAtMs: trial.endAtMs + offsetMs,
  };
}
