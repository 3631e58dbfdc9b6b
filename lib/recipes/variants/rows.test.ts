import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parse } from "csv-parse/sync";
import { exampleCase } from "../../../tests/support/store/run.js";
import { exampleAnswer } from "../../../tests/support/store/seed-files/answer.js";
import type { EngineInfo } from "../../types/index.js";
import { VARIANT_COLUMNS, variantRows, variantsCsv } from "./rows.js";

const engine = (over: Partial<EngineInfo>): EngineInfo => ({
  engine: "node-llama-cpp",
  engineVersion: null,
  model: "m",
  modelPath: null,
  modelSha256: null,
  modelBytes: null,
  quantisation: "F16",
  parameters: null,
  contextSize: null,
  device: "cpu",
  threads: 1,
  openMs: 1,
  details: {},
  ...over,
});

const memory = (target: string, peakResidentBytes: number, peakVramMiB: number | null) => ({
  kind: "memory" as const,
  ...{ target, samples: 3, peakResidentBytes, meanResidentBytes: peakResidentBytes, peakVramMiB },
  ...{
    baselineResidentBytes: 1,
    baselineVramMiB: null,
    meanVramMiB: null,
    baselineServerBytes: null,
    peakServerBytes: null,
    meanServerBytes: null,
    outputTokensPerMegabyte: null,
  },
});

const rows = variantRows({
  trials: [
    exampleAnswer(0, { target: "b", caseId: "one", phase: "warmup" }),
    exampleAnswer(1, { target: "b", caseId: "one", text: null }),
    exampleAnswer(2, { target: "a", caseId: "two", seconds: 2, outputTokens: 11, text: '=1+1, "so"' }),
    exampleAnswer(3, { target: "a", caseId: "one", seconds: 0.5, outputTokens: 10 }),
    exampleAnswer(4, { target: "b", caseId: "two", seconds: 1, outputTokens: 3 }),
  ],
  cases: [exampleCase("one"), exampleCase("two")],
  engines: new Map([
    ["a", engine({})],
    ["b", engine({ engine: "@xenova/transformers", quantisation: "Q8_0", device: "cuda" })],
  ]),
  memory: new Map([
    ["a", memory("a", 519_400_000, null)],
    ["b", memory("b", 400_000_000, 1000)],
  ]),
  scores: [
    { planIndex: 3, caseId: "one", target: "a", repetition: 0, scorer: "near", value: 1, passed: null, reason: "" },
    { planIndex: 2, caseId: "two", target: "a", repetition: 0, scorer: "other", value: 0.1, passed: null, reason: "" },
  ],
  scorer: "near",
});

describe("the raw results of variants", () => {
  it("go by variant and prompt, without warm-ups, with numbers worked out by hand", () => {
    assert.deepEqual(
      rows.map((row) => [row.model, row.promptId, row.device, row.precision, row.tokensPerSecond, row.latencySeconds]),
      [
        ["a", "one", "CPU", "fp16", 20, 0.5], // 10 tokens in half a second
        ["a", "two", "CPU", "fp16", 5.5, 2],
        ["b", "one", "CUDA", "int8", null, null],
        ["b", "two", "CUDA", "int8", 3, 1],
      ],
    );
    assert.deepEqual(
      rows.map((row) => row.decodeTokensPerSecond),
      [9 / 0.4, 10 / 1.6, null, 2 / 0.8], // after the first token, which came after a fifth of the time
    );
    assert.deepEqual(
      rows.map((row) => [row.residentMb, row.vramMb]),
      [
        [519.4, null],
        [519.4, null],
        [null, null], // it was not answered: no number is of it
        [400, 1048.576], // 1000 MiB in 10^6 bytes
      ],
    );
  });

  it("take the cosine of the named scorer, and none where there is none", () => {
    assert.deepEqual(
      rows.map((row) => row.cosineSimilarity),
      [1, null, null, null],
    );
    assert.match(rows[2]?.failure ?? "", /engine: it broke/);
    assert.equal(rows[2]?.answer, null);
  });

  it("make a CSV with the usual columns first, NA for VRAM on a CPU, and nothing a spreadsheet would run", () => {
    const text = variantsCsv(rows);
    const lines = parse(text, { columns: true }) as Record<string, string>[];
    assert.deepEqual(Object.keys(lines[0] ?? {}), [...VARIANT_COLUMNS]);
    assert.deepEqual(VARIANT_COLUMNS.slice(0, 7), [
      "model",
      "device",
      "precision",
      "tokens_per_sec",
      "latency_sec",
      "vram_mb",
      "cosine_similarity",
    ]);
    assert.deepEqual(
      lines.map((line) => line.vram_mb),
      ["NA", "NA", "", "1048.576"],
    );
    assert.equal(lines[1]?.answer, `'=1+1, "so"`);
    assert.equal(lines[2]?.tokens_per_sec, "");
  });
});
