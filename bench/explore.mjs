// node bench/explore.mjs [rows] [--keep]: a CSV of a million trials explored, against danfojs alone on the same file. Shows: grouped
// percentiles under 1 s once the file is open, a figure from it under 3 s. danfojs runs in a process of its own with a time
// limit, because it may take minutes or all memory; it has no percentiles, so they are taken from its columns by hand.
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { parseArgs } from "node:util";
import { explore, figures, stats } from "../lib/dist/index.js";
import { keepOption, tell } from "./keeping/keep.mjs";

const { values: asked, positionals } = parseArgs({ options: keepOption, allowPositionals: true });
const rows = Number(positionals[0] ?? 1_000_000);
const LIMIT_SECONDS = 120;
const folder = mkdtempSync(join(tmpdir(), "benchbook-explore-"));
const path = join(folder, "trials.csv");

await writeTrials(path, rows);
const megabytes = (statSync(path).size / 1e6).toFixed(0);
const seconds = {};
const heapBefore = process.memoryUsage().heapUsed;
const table = await timed("open, every cell looked at", () => explore(path));
const percentiles = await timed("percentiles by model", () => table.percentiles("latency_ms", { by: "model" }));
const figure = await timed("figure as data", () => figures.explored(table, "latency_ms", { by: "model" }));
await figures.renderPng(figure); // the first picture loads the renderer
await timed("figure as data and PNG", async () =>
  figures.renderPng(await figures.explored(table, "latency_ms", { by: "model" })),
);
await timed("describe all columns", () => table.describe());
const heap = (process.memoryUsage().heapUsed - heapBefore) / 2 ** 20;
const theirs = withDanfojs();
rmSync(folder, { recursive: true });

const BOUNDS = { "percentiles by model": 1, "figure as data and PNG": 3 };
const own = percentiles.map((row) => row.p50);
const isEqual = JSON.stringify(own) === JSON.stringify(theirs.medians);
const kept = Object.entries(BOUNDS).map(([step, most]) => {
  const word = seconds[step] <= most ? "kept" : "NOT KEPT";
  return `${step} in ${most} s: ${word} (${seconds[step].toFixed(2)} s).`;
});
const text = [
  `${rows.toLocaleString("en")} trials, ${megabytes} MB.`,
  "",
  "| step | Benchbook (s) | danfojs (s) |",
  "|---|---:|---:|",
  ...Object.entries(seconds).map(
    ([step, took]) => `| ${step} | ${took.toFixed(2)} | ${theirs.seconds?.[step]?.toFixed(2) ?? "–"} |`,
  ),
  "",
  ...kept,
  `Heap of this process: ${heap.toFixed(0)} MiB more than before the file was opened.`,
  theirs.says,
  ...(theirs.medians === undefined ? [] : [`Medians: ${isEqual ? "equal, bit for bit" : "DIFFER"}.`]),
  "",
].join("\n");
tell({ name: "explore", title: "A CSV of a million trials explored, beside danfojs alone", text, keep: asked.keep });
table.close();

async function timed(step, task) {
  const began = performance.now();
  const result = await task();
  seconds[step] = (performance.now() - began) / 1000;
  return result;
}

/** Latencies that differ by model and are lognormal, one in a hundred missing. */
async function writeTrials(file, count) {
  const random = stats.seededRandom(7);
  const fraction = () => (random.next32() + 0.5) / 2 ** 32;
  const stream = createWriteStream(file);
  stream.write("run,model,prompt_id,repetition,outcome,latency_ms,ttft_ms,output_tokens,tokens_per_sec\n");
  for (let i = 0; i < count; i++) {
    const normal = Math.sqrt(-2 * Math.log(fraction())) * Math.cos(2 * Math.PI * fraction());
    const latency = 200 * (1 + 0.1 * (i % 4)) * Math.exp(0.5 * normal);
    const tokens = 20 + (i % 50);
    const isMissing = fraction() < 0.01;
    const numbers = isMissing ? ",,," : [latency, latency / 4, tokens, (1000 * tokens) / latency].join(",");
    const outcome = isMissing ? "failed" : "answered";
    const line = `"run-${i % 5}","model-${i % 4}","p${i % 200}",${Math.floor(i / 800)},"${outcome}",${numbers}\n`;
    if (!stream.write(line)) await once(stream, "drain");
  }
  stream.end();
  await finished(stream);
}

/** The same with danfojs alone, for at most two minutes. */
function withDanfojs() {
  const script = `
    import { createRequire } from "node:module";
    const danfojs = createRequire(${JSON.stringify(import.meta.url)})("danfojs-node");
    danfojs.tensorflow.env().set("PROD", true);
    const { quantile } = await import(${JSON.stringify(new URL("../lib/dist/index.js", import.meta.url).href)});
    const seconds = {};
    let began = performance.now();
    const step = (name) => { seconds[name] = (performance.now() - began) / 1000; began = performance.now(); };
    const frame = await danfojs.readCSV(${JSON.stringify(path)});
    step("open, every cell looked at");
    const [models, latencies] = [frame.column("model").values, frame.column("latency_ms").values];
    const groups = new Map();
    for (let i = 0; i < models.length; i++) {
      if (!groups.has(models[i])) groups.set(models[i], []);
      if (Number.isFinite(latencies[i])) groups.get(models[i]).push(latencies[i]);
    }
    const medians = [...groups].sort().map(([, values]) => {
      [0.9, 0.95, 0.99].map((p) => quantile(values, p));
      return quantile(values, 0.5);
    });
    step("percentiles by model");
    process.stdout.write(JSON.stringify({ seconds, medians }) + "\\n");
    frame.describe();
    step("describe all columns");
    process.stdout.write(JSON.stringify({ seconds, medians }) + "\\n");`;
  const options = { encoding: /** @type {const} */ ("utf8"), timeout: LIMIT_SECONDS * 1000, maxBuffer: 2 ** 26 };
  const { stdout, status, signal, stderr } = spawnSync(
    process.execPath,
    ["--input-type=module", "-e", script],
    options,
  );
  const last = stdout.trim().split("\n").at(-1);
  const found = last?.startsWith("{") ? JSON.parse(last) : {};
  if (status === 0) return { ...found, says: "danfojs finished." };
  const why =
    signal === "SIGTERM"
      ? `was stopped after ${LIMIT_SECONDS} s`
      : `died: ${/^[A-Za-z]*Error\b.*$/m.exec(stderr)?.[0] ?? "it said no more"}`;
  return { ...found, says: `danfojs ${why}.` };
}
