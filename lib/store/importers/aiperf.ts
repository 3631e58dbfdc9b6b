import {
  amountAt,
  amountOrNull,
  amountsOf,
  type Fields,
  fieldsAt,
  fieldsOf,
  isFields,
  numberAt,
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
import { numpyStatistics, poolOf, statisticOf, toolNumber } from "./tool-summary.js";

/** The summary that AIPerf writes beside its records. */
export const AIPERF_SUMMARY = "profile_export_aiperf.json";

/** Whether the first record of a file is AIPerf's. */
export function isAiperfRecord(value: unknown): boolean {
  return isFields(value) && isFields(value.metadata) && "benchmark_phase" in value.metadata && "metrics" in value;
}

/** Whether a parsed JSON file is AIPerf's summary, which holds no requests. */
export function isAiperfSummary(value: unknown): boolean {
  return isFields(value) && "aiperf_version" in value;
}

/** Whether a text is that summary as CSV: two tables, one below the other. */
export function isAiperfSummaryCsv(text: string): boolean {
  return text.startsWith("Metric,avg,min,max,");
}

/**
 * Reads AIPerf's `profile_export.jsonl`, one record per request. The records contain no version and no model: those and the
 * tool's own summary come from `profile_export_aiperf.json`, if it is in the same folder.
 */
export function readAiperf(
  records: readonly { readonly value: unknown; readonly where: string }[],
  summary: { readonly value: unknown; readonly where: string } | null,
): ImportedContent {
  const beside = summary === null ? null : readBeside(summary.value, summary.where);
  const starts = records.map(({ value, where }) => startNs(fieldsOf(value, where), where));
  const first = Math.min(...starts);
  const rows = records.map(({ value, where }, index) =>
    rowOf(fieldsOf(value, where), where, ((starts[index] ?? first) - first) / 1e6, beside),
  );
  return {
    tool: "AIPerf",
    toolVersion: beside?.version ?? null,
    formatVersion: beside?.schema ?? null,
    unit: "request",
    rows,
    definitions,
    summary: beside === null ? [] : summaryOf(beside.fields, rows, beside.where),
    notes: [
      ...(beside === null ? [`${AIPERF_SUMMARY} is not beside the file: version, model and summary are unknown`] : []),
      "starts are whole nanoseconds since 1970, of which JSON in JavaScript keeps a quarter of a microsecond",
      "output tokens are AIPerf's own count by its tokenizer, reasoning included; the server's count is in details",
    ],
  };
}

const definitions: ImportedContent["definitions"] = {
  timeToFirstTokenMs: "first non-empty content (reasoning counts) - start, stamped at the first byte of its event",
  timeToFirstAnswerTokenMs: "first content that is no reasoning - start",
  latencyMs: "last content - start of the request",
  interTokenLatencyMs: "(latency - TTFT) / (n - 1), a value a request",
  chunkGapsMs: "raw gaps between chunks with content, which AIPerf calls inter-chunk latency",
  tokensPerSecond: "1 / inter-token latency, which AIPerf calls output token throughput per user",
  inputTokens: "AIPerf's tokenizer over the prompt, without the chat template",
  outputTokens: "AIPerf's tokenizer over output and reasoning",
};

interface Beside {
  readonly fields: Fields;
  readonly where: string;
  readonly version: string | null;
  readonly schema: string;
  readonly model: string | null;
  /** True when the load has a schedule of its own. */
  readonly open: boolean;
}

function readBeside(value: unknown, where: string): Beside {
  const fields = fieldsOf(value, where);
  const schema = textAt(fields, "schema_version", where);
  if (!/^1(\.|$)/.test(schema)) {
    throw new Error(
      `expected ${where} in version 1 of AIPerf's export, got ${schema}; this Benchbook does not know it`,
    );
  }
  const config = isFields(fields.input_config) ? fields.input_config : {};
  const items = isFields(config.models) && Array.isArray(config.models.items) ? config.models.items : [];
  const names = items.flatMap((item: unknown) => (isFields(item) && typeof item.name === "string" ? [item.name] : []));
  const phases = Array.isArray(config.phases) ? config.phases : [];
  const measured = phases.filter((phase: unknown) => isFields(phase) && phase.kind === "profiling");
  return {
    fields,
    where,
    schema,
    version: textOrNull(fields, "aiperf_version", where),
    model: names.length === 1 ? (names[0] ?? null) : null,
    open: measured.some(
      (phase: unknown) => isFields(phase) && /rate|schedule|constant|poisson|gamma/.test(String(phase.type)),
    ),
  };
}

function startNs(record: Fields, where: string): number {
  return amountAt(fieldsAt(record, "metadata", where), "request_start_ns", where);
}

function rowOf(record: Fields, where: string, startMs: number, beside: Beside | null): ImportedRow {
  const metadata = fieldsAt(record, "metadata", where);
  const metrics = fieldsAt(record, "metrics", where);
  const of = (name: string, unit: string) => measure(metrics, name, unit, where);
  const error = errorOf(record.error);
  const outcome = metadata.was_cancelled === true ? "aborted" : error === null ? "answered" : "failed";
  const lagMs = (numberAt(metadata, "request_start_ns", where) - numberAt(metadata, "credit_issued_ns", where)) / 1e6;
  const latencyMs =
    of("request_latency", "ms") ?? (amountAt(metadata, "request_end_ns", where) - startNs(record, where)) / 1e6;
  return importedRow({
    target: beside?.model ?? "unknown model",
    caseId: textOrNull(metadata, "conversation_id", where) ?? `session_${amountAt(metadata, "session_num", where)}`,
    repetition: amountOrNull(metadata, "turn_index", where) ?? 0,
    phase: textAt(metadata, "benchmark_phase", where) === "warmup" ? "warmup" : "measured",
    outcome,
    error,
    startMs,
    intendedStartMs: beside?.open === true ? startMs - lagMs : null,
    timeToFirstTokenMs: of("time_to_first_token", "ms"),
    timeToFirstAnswerTokenMs: of("time_to_first_output_token", "ms"),
    latencyMs,
    interTokenLatencyMs: of("inter_token_latency", "ms"),
    tokensPerSecond: of("output_token_throughput_per_user", "tokens/sec/user"),
    lastTokenMs: outcome === "answered" ? of("request_latency", "ms") : null,
    chunkGapsMs: gapsOf(metrics, where),
    inputTokens: of("input_sequence_length", "tokens"),
    cachedInputTokens: of("usage_prompt_cache_read_tokens", "tokens"),
    outputTokens: of("output_sequence_length", "tokens"),
    tokenSource: "tokenizer",
    details: {
      requestId: textOrNull(metadata, "x_request_id", where),
      serverInputTokens: of("usage_prompt_tokens", "tokens"),
      serverOutputTokens: of("usage_completion_tokens", "tokens"),
    },
  });
}

/** A metric of a record, which AIPerf writes as value and unit; null when the record does not have it. */
function measure(metrics: Fields, name: string, unit: string, where: string): number | null {
  const fields = inUnit(metrics, name, unit, where);
  return fields === null ? null : amountOrNull(fields, "value", `${name} of ${where}`);
}

function gapsOf(metrics: Fields, where: string): readonly number[] | null {
  const fields = inUnit(metrics, "inter_chunk_latency", "ms", where);
  return fields === null ? null : amountsOf(fields.value, `inter_chunk_latency of ${where}`);
}

function inUnit(metrics: Fields, name: string, unit: string, where: string): Fields | null {
  const metric = metrics[name];
  if (metric === undefined || metric === null) return null;
  const fields = fieldsOf(metric, `${name} of ${where}`);
  if (fields.unit !== unit) throw new Error(`expected ${name} of ${where} in ${unit}, got ${String(fields.unit)}`);
  return fields;
}

function errorOf(error: unknown): string | null {
  if (error === undefined || error === null) return null;
  if (!isFields(error)) return String(error);
  const words = [error.type, error.code, error.message].filter(
    (one) => typeof one === "string" || typeof one === "number",
  );
  return words.join(": ") || "an error without words";
}

const summarized: readonly (readonly [string, ImportedMetric])[] = [
  ["time_to_first_token", "timeToFirstTokenMs"],
  ["time_to_first_output_token", "timeToFirstAnswerTokenMs"],
  ["request_latency", "latencyMs"],
  ["inter_token_latency", "interTokenLatencyMs"],
  ["inter_chunk_latency", "chunkGapsMs"],
  ["output_token_throughput_per_user", "tokensPerSecond"],
  ["input_sequence_length", "inputTokens"],
  ["output_sequence_length", "outputTokens"],
];
const statistics = { avg: "mean", std: "standard deviation", min: "min", max: "max" } as const;
const percentiles = ["p1", "p5", "p10", "p25", "p50", "p75", "p90", "p95", "p99"];

function summaryOf(summary: Fields, rows: readonly ImportedRow[], where: string): ToolNumber[] {
  const names = [...Object.entries(statistics), ...percentiles.map((one) => [one, one] as const)];
  return summarized.flatMap(([key, metric]) => {
    const stored = summary[key];
    if (!isFields(stored)) return [];
    const pool = poolOf(rows, metric);
    return names.flatMap(([field, statistic]) => {
      const value = stored[field];
      if (typeof value !== "number" || !Number.isFinite(value)) return [];
      const fromRows = statisticOf(numpyStatistics, pool, statistic);
      return [toolNumber({ target: rows[0]?.target ?? where, metric, statistic, stored: value, fromRows })];
    });
  });
}
