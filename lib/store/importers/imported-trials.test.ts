import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { definitionLens } from "../../metrics/definition-lens.js";
import { summarize } from "../../metrics/summarize.js";
import { importResults } from "./import-results.js";
import { importedTrials } from "./imported-trials.js";

const peers = fileURLToPath(new URL("../../../../data/recorded/peers", import.meta.url));
const read = async (file: string) => {
  const imported = await importResults(path.join(peers, file));
  return { imported, trials: importedTrials(imported) };
};

function near(actual: number | null | undefined, expected: number | null | undefined, tolerance = 1e-6): void {
  const close =
    typeof actual === "number" && typeof expected === "number" && Math.abs(actual - expected) <= tolerance * expected;
  assert.ok(close, `${actual} is not ${expected}`);
}

function lens(trial: Parameters<typeof definitionLens>[0] | undefined, tool: string, metric: string) {
  assert.ok(trial);
  return definitionLens(trial).find((row) => row.tool === tool && row.metric === metric)?.value;
}

const stored = (
  summary: readonly { metric: string; statistic: string; stored: number }[],
  metric: string,
  statistic: string,
) => summary.find((one) => one.metric === metric && one.statistic === statistic)?.stored;

test("where the definitions agree, our summary of AIPerf's requests is AIPerf's own", async () => {
  const { imported, trials } = await read("aiperf-0.13.0/profile_export.jsonl");
  const [summary] = summarize(trials);
  for (const metric of ["timeToFirstTokenMs", "latencyMs", "interTokenLatencyMs"] as const) {
    near(summary?.[metric].p50, stored(imported.summary, metric, "p50"));
    near(summary?.[metric].mean, stored(imported.summary, metric, "mean"));
  }
  // profile_export_aiperf.json: 46.1385 tokens/s. AIPerf's clock starts 3 ms before its first request and ends after the last.
  const throughput = summary?.outputTokensPerSecond ?? 0;
  assert.ok(throughput > 46.1385 && throughput < 46.1385 * 1.02, `${throughput}`);
});

test("the lens gives each request of AIPerf and GuideLLM the number that the tool gave it", async () => {
  const aiperf = await read("aiperf-0.13.0/profile_export.jsonl");
  aiperf.trials.forEach((trial, index) => {
    const row = aiperf.imported.rows[index];
    near(lens(trial, "AIPerf", "ITL"), row?.interTokenLatencyMs);
    near(lens(trial, "AIPerf", "ICL max"), Math.max(...(row?.chunkGapsMs ?? [])));
  });
  const guidellm = await read("guidellm-0.8.1/out.json");
  guidellm.trials.forEach((trial, index) => {
    const row = guidellm.imported.rows[index];
    near(lens(trial, "GuideLLM", "TTFT"), row?.timeToFirstTokenMs);
    near(lens(trial, "GuideLLM", "ITL"), row?.interTokenLatencyMs);
    near(lens(trial, "GuideLLM", "TPOT"), row?.timePerOutputTokenMs);
  });
});

test("where they do not agree, the lens explains it: GuideLLM's TPOT has the first token inside", async () => {
  const { imported, trials } = await read("guidellm-0.8.1/out.json");
  const [summary] = summarize(trials);
  const theirs = stored(imported.summary, "timePerOutputTokenMs", "mean") ?? 0;
  const ours = summary?.interTokenLatencyMs.mean ?? 0;
  assert.ok(theirs > 2 * ours, `${theirs} and ${ours}`);
  // n = 4 in all five: TPOT = (TTFT + (n - 1) ITL) / n
  near((summary?.timeToFirstTokenMs.mean ?? 0) / 4 + (3 * ours) / 4, theirs);
});

test("vLLM's TPOT and its pooled gaps come out of the lens too, and hold the wait for the first token", async () => {
  const { imported, trials } = await read("made/vllm-bench-serve.json");
  trials.forEach((trial, index) => {
    const row = imported.rows[index];
    if (row?.outcome !== "answered") return;
    near(lens(trial, "vLLM bench serve", "TTFT"), 5);
    near(lens(trial, "vLLM bench serve", "TPOT"), row.timePerOutputTokenMs);
    assert.ok((row.chunkGapsMs?.[0] ?? 0) > 190);
  });
  const [summary] = summarize(trials);
  assert.deepEqual([summary?.answered, summary?.failed], [11, 1]);
  assert.ok(
    trials.some((trial) => trial.intendedAtMs < trial.dispatchedAtMs),
    "a schedule of its own",
  );
});

test("rows without starts make no trials: instants are not made up", async () => {
  for (const file of ["made/results.csv", "made/llama-bench.json", "ollama-bench/ollama-0.13.5.csv"]) {
    await assert.rejects(read(file), /^Error: expected rows .*use its rows$/);
  }
});
