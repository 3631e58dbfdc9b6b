import { sum } from "simple-statistics";
import { runNames } from "./differing-fields.js";
import { amountsOf, type Fields, fieldsOf, isFields, listAt, scalarsOf, textOrNull } from "./fields.js";
import { type ImportedContent, type ImportedRow, importedRow } from "./imported.js";
import type { Part } from "./read-content.js";
import { servingSummary } from "./vllm-summary.js";

/** Whether a parsed line is of SGLang's `bench_serving`: only it counts the answer's tokens per second time. */
export function isSglang(value: unknown): boolean {
  return isFields(value) && "total_output_tokens_retokenized" in value && "mean_e2e_latency_ms" in value;
}

/**
 * Reads the JSON Lines of SGLang's `bench_serving --output-details`: a line a run, with parallel lists, one entry a request.
 * Several runs in one file are distinguished by every setting that differs between them.
 */
export function readSglang(lines: readonly Part[], file: string): ImportedContent {
  const runs = lines.map(({ value, where }) => ({ result: fieldsOf(value, where), where }));
  const targets = runNames(
    runs.map(({ result, where }) => nameOf(result, where)),
    runs.map(({ result }) => result),
    (field) => !SETTINGS.includes(field),
  );
  const read = runs.map(({ result, where }, index) => {
    const target = targets[index] ?? "";
    const rows = rowsOf(result, where, target);
    return { rows, summary: servingSummary(result, rows, target, { pooledGaps: gapsAreRaw(result) }) };
  });
  const rows = read.flatMap((one) => one.rows);
  if (rows.length === 0) throw new Error(`expected ${file} to hold a request, got none`);
  return {
    tool: "SGLang bench_serving",
    toolVersion: null,
    formatVersion: null,
    unit: "request",
    rows,
    definitions,
    summary: read.flatMap((one) => one.summary),
    notes: [
      "the file holds no latency and no start of a request: time to first token and all gaps added up, up to the last text; SGLang's own latency runs to the end of the stream",
      "output tokens are the server's usage if it sent one, else the requested length; the file does not say which",
      "a chunk may hold several tokens: its gap is one gap with the OpenAI backends, and is divided among its tokens with the native one",
    ],
  };
}

/** What was asked for; all other fields are results. */
const SETTINGS = [
  ...["tag", "backend", "dataset_name", "request_rate", "max_concurrency", "sharegpt_output_len"],
  ...["random_input_len", "random_output_len", "random_range_ratio", "server_info"],
];

const definitions: ImportedContent["definitions"] = {
  timeToFirstTokenMs: "first chunk with content - start (TTFT); without streaming the whole latency",
  latencyMs: "time to first token and all gaps: up to the last chunk with content",
  timePerOutputTokenMs: "(latency - TTFT) / (n - 1) (TPOT)",
  chunkGapsMs: "gaps between chunks with content, which SGLang pools over all requests and calls ITL",
  inputTokens: "the client's count of the prompt",
  outputTokens: "completion tokens of the server's usage, else the length that was asked for",
};

/** The model is not in the file, except in what the server reports about itself. */
function nameOf(result: Fields, where: string): string {
  const server = isFields(result.server_info) ? result.server_info : {};
  const path = typeof server.model_path === "string" ? server.model_path : null;
  return path ?? textOrNull(result, "backend", where) ?? "unknown model";
}

/** With speculative decoding the OpenAI backends pool gaps by tokens that they count again, which the file does not hold. */
function gapsAreRaw(result: Fields): boolean {
  const accepted = typeof result.accept_length === "number" && result.accept_length > 0;
  return !(accepted && /^sglang-oai/.test(String(result.backend)));
}

function rowsOf(result: Fields, where: string, target: string): ImportedRow[] {
  if (!("ttfts" in result)) {
    throw new Error(
      `expected ${where} to hold each request, got only SGLang's summary; run bench_serving with --output-details`,
    );
  }
  const ttfts = amountsOf(result.ttfts, `ttfts of ${where}`);
  const list = (key: string) => {
    const entries = listAt(result, key, where);
    if (entries.length === ttfts.length) return entries;
    throw new Error(`expected ${ttfts.length} entries in ${key} of ${where}, as in ttfts, got ${entries.length}`);
  };
  const gaps = list("itls").map((one, index) => amountsOf(one, `itls ${index + 1} of ${where}`));
  const [inputs, outputs] = ["input_lens", "output_lens"].map((key) => amountsOf(list(key), `${key} of ${where}`));
  const texts = "generated_texts" in result ? list("generated_texts") : [];
  const errors = "errors" in result ? list("errors") : [];
  return ttfts.map((ttft, index) => {
    const error = typeof errors[index] === "string" ? errors[index] : "";
    const text = typeof texts[index] === "string" ? texts[index] : null;
    const known = { ttft, gaps: gaps[index] ?? [], outputTokens: outputs?.[index] ?? 0, error, text };
    return rowOf(known, { target, caseId: `request ${index + 1}`, inputTokens: inputs?.[index] ?? null }, result);
  });
}

interface Known {
  readonly ttft: number;
  readonly gaps: readonly number[];
  readonly outputTokens: number;
  readonly error: string;
  readonly text: string | null;
}

/** A request that failed has an output length of 0, whatever it came to before. */
function rowOf(known: Known, row: Pick<ImportedRow, "target" | "caseId" | "inputTokens">, run: Fields): ImportedRow {
  const { ttft, gaps, outputTokens, error, text } = known;
  const answered = error === "" && outputTokens > 0;
  const decodeMs = sum([...gaps]) * 1000;
  const streamed = answered && ttft > 0;
  const latencyMs = streamed ? ttft * 1000 + decodeMs : null;
  return importedRow({
    ...row,
    outcome: answered ? "answered" : "failed",
    error: answered ? null : error || "no answer, and no reason in the file",
    timeToFirstTokenMs: streamed ? ttft * 1000 : null,
    latencyMs,
    lastTokenMs: latencyMs,
    timePerOutputTokenMs: streamed && gaps.length > 0 && outputTokens > 1 ? decodeMs / (outputTokens - 1) : null,
    chunkGapsMs: streamed && gaps.length > 0 ? gaps.map((gap) => gap * 1000) : null,
    outputTokens: answered ? outputTokens : null,
    tokenSource: "usage",
    text,
    details: scalarsOf(run, SETTINGS),
  });
}
