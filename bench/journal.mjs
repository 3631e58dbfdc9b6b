// How fast the journal takes rows on the real disk: rows a second through group commit (each row's promise awaited, a thousand in
// flight), and how long one row takes to be durable when it is alone, when rows come at a steady rate, and when many wait together.
// Beside it two floors: a thousand lines at a time that are only turned into JSON, written and synced, without checks, checksums or
// anyone who waits for a row; and write and fdatasync of one line.
//   node bench/journal.mjs [--rows 100000] [--folder DIRECTORY] [--keep]
import { mkdtempSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { exampleTrial } from "../build/tests/support/store/run.js";
import { stats } from "../lib/dist/index.js";
import { packTrial } from "../lib/dist/store/run-folder/journal/formats/format-2.js";
import { openJournal } from "../lib/dist/store/run-folder/journal/open-journal.js";
import { readJournal } from "../lib/dist/store/run-folder/journal/read-rows.js";
import { keepOption, tell } from "./keeping/keep.mjs";

const { values } = parseArgs({
  options: {
    ...keepOption,
    rows: { type: "string", default: "100000" },
    folder: { type: "string", default: "outputs" },
  },
});
const count = Number(values.rows);
const folder = mkdtempSync(join(resolve(values.folder), ".bench-journal-"));
let session = 0;

/** @param {(log: Awaited<ReturnType<typeof openJournal>>) => Promise<number[]>} work */
async function withJournal(work) {
  const log = await openJournal(folder, { runId: "bench", session: ++session });
  const beganAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const latencies = await work(log);
  const { user, system } = process.cpuUsage(cpuBefore);
  const seconds = (performance.now() - beganAt) / 1000;
  await log.close();
  return { latencies, rate: latencies.length / seconds, cpuUs: (user + system) / latencies.length };
}

let next = 0;
const trial = () => exampleTrial(next++, { session });

/** @param {Awaited<ReturnType<typeof openJournal>>} log */
async function durable(log) {
  const beganAt = performance.now();
  await log.trial(trial(), true);
  return performance.now() - beganAt;
}

const inFlight = (/** @type {number} */ atOnce, /** @type {number} */ rows) =>
  withJournal(async (log) => {
    const latencies = [];
    for (let row = 0; row < rows; row += atOnce)
      latencies.push(...(await Promise.all(Array.from({ length: atOnce }, () => durable(log)))));
    return latencies;
  });

const flood = await inFlight(1000, count);
const alone = await withJournal(async (log) => {
  const latencies = [];
  for (let row = 0; row < Math.min(500, count); row++) latencies.push(await durable(log));
  return latencies;
});
const steady = await withJournal(async (log) => {
  /** @type {Promise<number>[]} */
  const latencies = [];
  for (let row = 0; row < Math.min(2000, count); row++) {
    latencies.push(durable(log));
    await wait(1);
  }
  return Promise.all(latencies);
});
const sixtyFour = await inFlight(64, Math.min(12_800, count));
const plain = await plainLines(1000, count);
const floor = await bareDisk(Math.min(500, count));

const { trials, problems } = await readJournal(folder);
const wanted = next;
const lines = [
  "| journal | rows a second | durable after p50, ms | p95 | p99 | max | processor a row, µs |\n|---|---:|---:|---:|---:|---:|---:|",
  row("1,000 rows in flight, one turn after the other", flood),
  row("1,000 at once, JSON, write and fdatasync alone", plain),
  row("64 rows in flight, one turn after the other", sixtyFour),
  row("a row each millisecond or so", steady),
  row("one row after the other", alone),
  row("the disk alone: write and fdatasync of one line", floor),
  `\n${trials.length} of ${wanted} rows read back, ${problems.length} problems.`,
];
tell({ name: "journal", title: "How fast the journal takes rows", text: lines.join("\n"), keep: values.keep });
rmSync(folder, { recursive: true });
process.exit(trials.length === wanted && problems.length === 0 ? 0 : 1);

/**
 * @param {number} atOnce
 * @param {number} rows
 */
async function plainLines(atOnce, rows) {
  const file = await open(join(folder, "plain"), "a");
  const latencies = [];
  const beganAt = performance.now();
  const cpuBefore = process.cpuUsage();
  for (let done = 0; done < rows; done += atOnce) {
    const at = performance.now();
    const made = Array.from({ length: atOnce }, trial);
    next -= atOnce;
    await file.write(made.map((one) => `${JSON.stringify(packTrial(one))}\n`).join(""));
    await file.datasync();
    latencies.push(...made.map(() => performance.now() - at));
  }
  const rate = rows / ((performance.now() - beganAt) / 1000);
  const { user, system } = process.cpuUsage(cpuBefore);
  await file.close();
  return { latencies, rate, cpuUs: (user + system) / rows };
}

/** @param {number} rows */
async function bareDisk(rows) {
  const line = Buffer.from(`${JSON.stringify(trial())}\n`);
  next -= 1;
  const file = await open(join(folder, "floor"), "a");
  const latencies = [];
  const beganAt = performance.now();
  const cpuBefore = process.cpuUsage();
  for (let done = 0; done < rows; done++) {
    const at = performance.now();
    await file.write(line);
    await file.datasync();
    latencies.push(performance.now() - at);
  }
  const rate = rows / ((performance.now() - beganAt) / 1000);
  const { user, system } = process.cpuUsage(cpuBefore);
  await file.close();
  return { latencies, rate, cpuUs: (user + system) / rows };
}

/**
 * @param {string} what
 * @param {{ latencies: number[], rate: number, cpuUs: number }} seen
 */
function row(what, { latencies, rate, cpuUs }) {
  const [p50 = 0, p95 = 0, p99 = 0] = stats.quantiles(latencies, [0.5, 0.95, 0.99]);
  const cells = [p50, p95, p99, Math.max(...latencies)].map((ms) => ms.toFixed(2));
  cells.push(cpuUs.toFixed(1));
  return `| ${what} | ${Math.round(rate).toLocaleString("en")} | ${cells.join(" | ")} |`;
}
