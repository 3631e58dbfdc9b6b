import { mean, sampleStandardDeviation } from "simple-statistics";
import { differingFields } from "./differing-fields.js";
import {
  amountAt,
  amountOrNull,
  amountsOf,
  type Fields,
  fieldsOf,
  isFields,
  scalarsOf,
  textAt,
  textOrNull,
} from "./fields.js";
import {
  type ImportedContent,
  type ImportedMetric,
  type ImportedRow,
  importedRow,
  type ToolNumber,
} from "./imported.js";
import { overflowedDeviation } from "./llama-bench-overflow.js";
import { withRepetitions } from "./prompt-rows.js";
import { toolNumber } from "./tool-summary.js";

/** Whether one test of a file is llama-bench's. */
export function isLlamaBench(value: unknown): boolean {
  return isFields(value) && "build_commit" in value && "avg_ts" in value && "model_filename" in value;
}

/** The header of llama-bench's CSV holds these. */
export const llamaBenchColumns = ["build_commit", "model_filename", "n_prompt", "n_gen", "avg_ns", "avg_ts"] as const;

/**
 * Reads llama-bench's tests, from `-o json`, `jsonl` or `csv`. With the samples (JSON) a row is one repetition; the CSV holds
 * only the mean of each test, and a row is that. A target is a model, every setting that differs within the file, and a test.
 */
export function readLlamaBench(tests: readonly { readonly value: unknown; readonly where: string }[]): ImportedContent {
  const settings = differingFields(
    tests.map(({ value, where }) => fieldsOf(value, where)),
    (field) => RESULT.test(field),
  );
  const read = tests.map(({ value, where }, index) => readTest(fieldsOf(value, where), where, settings[index] ?? ""));
  const samples = read.some(({ hasSamples }) => hasSamples);
  return {
    tool: "llama-bench",
    toolVersion: [...new Set(read.map(({ build }) => build))].join(", "),
    formatVersion: null,
    unit: samples ? "repetition" : "test",
    rows: withRepetitions(read.flatMap(({ rows }) => rows)),
    definitions,
    summary: read.flatMap(({ summary }) => summary),
    notes: [
      "llama-bench runs random tokens: nothing is tokenized, sampled or answered, so there is no first token and no text",
      "tg starts from an empty or given depth without a prompt: it is the decode speed, with the first token in it",
      ...read.flatMap(({ overflow }) => overflow),
      ...(samples ? [] : ["the CSV holds the mean of each test and its standard deviation, not the repetitions"]),
    ],
  };
}

/** What a test measured, when, and what its name tells already; all other fields are settings. */
const RESULT = /^(?:model_type|test_time|n_prompt|n_gen|n_depth|avg_.*|stddev_.*|samples_.*)$/;

const definitions: ImportedContent["definitions"] = {
  latencyMs: "time of the whole test, one repetition or their mean",
  promptTokensPerSecond: "n_prompt / time of a test that only reads (pp)",
  tokensPerSecond:
    "n_gen / time of a test that only writes (tg); of reading and writing together (pg): (n_prompt + n_gen) / time",
  inputTokens: "n_prompt, as asked",
  outputTokens: "n_gen, as asked",
};

interface Test {
  readonly build: string;
  readonly hasSamples: boolean;
  readonly rows: readonly ImportedRow[];
  readonly summary: readonly ToolNumber[];
  readonly overflow: readonly string[];
}

function readTest(test: Fields, where: string, settings: string): Test {
  const [prompt, written] = [amountAt(test, "n_prompt", where), amountAt(test, "n_gen", where)];
  const model = textOrNull(test, "model_type", where) ?? textAt(test, "model_filename", where);
  const target = [model, settings, testName(test, where)].filter((part) => part !== "").join(", ");
  const metric: ImportedMetric = written === 0 ? "promptTokensPerSecond" : "tokensPerSecond";
  const samples = "samples_ns" in test ? amountsOf(test.samples_ns, `samples_ns of ${where}`) : null;
  const times = samples ?? [amountAt(test, "avg_ns", where)];
  if (samples !== null && samples.length === 0)
    throw new Error(`expected samples_ns of ${where} to hold a time, got none`);
  const storedRate = amountAt(test, "avg_ts", where);
  const rateOf = (ns: number) => (samples === null ? storedRate : ns > 0 ? ((prompt + written) / ns) * 1e9 : null);
  const rows = times.map((ns, repetition) =>
    importedRow({
      target,
      caseId: testName(test, where),
      repetition,
      latencyMs: ns / 1e6,
      [metric]: rateOf(ns),
      inputTokens: prompt,
      outputTokens: written,
      tokenSource: "engine",
      details: scalarsOf(test),
    }),
  );
  const build = `${textAt(test, "build_commit", where)} (${amountOrNull(test, "build_number", where) ?? "unknown"})`;
  const rates = samples === null ? null : rows.map((row) => row[metric] ?? 0);
  return {
    build,
    hasSamples: samples !== null,
    rows,
    summary: summaryOf(test, { target, metric, samples, rates, where }),
    overflow: overflowOf(test, target, samples, where),
  };
}

/** Why a stored deviation of times differs from the one of the samples, where llama-bench's own arithmetic overflowed. */
function overflowOf(test: Fields, target: string, samples: readonly number[] | null, where: string): string[] {
  const wrapped = samples === null ? null : overflowedDeviation(samples);
  if (wrapped === null || wrapped !== amountOrNull(test, "stddev_ns", where)) return [];
  return [
    `stddev_ns of ${target} is wrong in the file: llama-bench squares nanoseconds in 64 bits, and these overflowed; the rows hold the right one`,
  ];
}

/** `pp512`, `tg128`, `pp512+tg128`, and the depth where there is one: llama-bench's own names. */
function testName(test: Fields, where: string): string {
  const [prompt, written] = [amountAt(test, "n_prompt", where), amountAt(test, "n_gen", where)];
  const parts = [...(prompt > 0 ? [`pp${prompt}`] : []), ...(written > 0 ? [`tg${written}`] : [])];
  const depth = amountOrNull(test, "n_depth", where) ?? 0;
  return `${parts.join("+")}${depth > 0 ? ` @ d${depth}` : ""}`;
}

interface Made {
  readonly target: string;
  readonly metric: ImportedMetric;
  readonly samples: readonly number[] | null;
  readonly rates: readonly number[] | null;
  readonly where: string;
}

/** llama-bench's means, and its standard deviations with n - 1 below; nanoseconds are stored whole. */
function summaryOf(test: Fields, { target, metric, samples, rates, where }: Made): ToolNumber[] {
  const times = samples === null ? null : samples.map((ns) => ns / 1e6);
  const numbers: [ImportedMetric, string, number | null, number | null][] = [
    ["latencyMs", "mean", scaled(amountAt(test, "avg_ns", where), 1e-6), times && mean(times)],
    ["latencyMs", "standard deviation", scaled(amountOrNull(test, "stddev_ns", where), 1e-6), times && spread(times)],
    [metric, "mean", amountAt(test, "avg_ts", where), rates && mean([...rates])],
    [metric, "standard deviation", amountOrNull(test, "stddev_ts", where), rates && spread(rates)],
  ];
  return numbers.flatMap(([of, statistic, stored, fromRows]) =>
    stored === null ? [] : [toolNumber({ target, metric: of, statistic, stored, fromRows }, 1e-5)],
  );
}

const scaled = (value: number | null, factor: number) => (value === null ? null : value * factor);
const spread = (values: readonly number[]) => (values.length < 2 ? 0 : sampleStandardDeviation([...values]));
