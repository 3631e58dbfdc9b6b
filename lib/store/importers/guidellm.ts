import {
  amountAt,
  amountOrNull,
  type Fields,
  fieldsAt,
  fieldsOf,
  isFields,
  listAt,
  listOf,
  numberOrNull,
  textAt,
  textOrNull,
} from "./fields.js";
import { guidellmSummary } from "./guidellm-summary.js";
import { type ImportedContent, type ImportedRow, importedRow, type ToolNumber } from "./imported.js";
import { promptId, withRepetitions } from "./prompt-rows.js";

/** Whether a parsed JSON file is GuideLLM's. */
export function isGuidellm(value: unknown): boolean {
  return isFields(value) && isFields(value.metadata) && "guidellm_version" in value.metadata;
}

const VERSION = 2;

/** Reads GuideLLM's `--output kind=json` of version 2 (GuideLLM 0.7 and 0.8). */
export function readGuidellm(value: unknown, where: string): ImportedContent {
  const metadata = fieldsAt(fieldsOf(value, where), "metadata", where);
  const version = amountAt(metadata, "version", `metadata of ${where}`);
  if (version !== VERSION) {
    const age = version > VERSION ? "newer" : "older";
    throw new Error(
      `expected ${where} in version ${VERSION} of GuideLLM's format, got version ${version}, which is ${age}; import the file of a GuideLLM that writes version ${VERSION} (0.8)`,
    );
  }
  const benchmarks = listAt(fieldsOf(value, where), "benchmarks", where).map((entry, index) =>
    readBenchmark(entry, `benchmark ${index + 1} of ${where}`),
  );
  const names = targetNames(benchmarks);
  const firstStart = Math.min(...benchmarks.flatMap(({ starts }) => starts));
  const rows = benchmarks.flatMap((one, index) => one.rows(names[index] ?? one.model, firstStart));
  return {
    tool: "GuideLLM",
    toolVersion: textOrNull(metadata, "guidellm_version", `metadata of ${where}`),
    formatVersion: String(version),
    unit: "request",
    rows: withRepetitions(rows),
    definitions,
    summary: benchmarks.flatMap((one, index) => one.summary(rows, names[index] ?? one.model)),
    notes: [
      "GuideLLM stamps with the wall clock: a step of the clock during the run is in its times",
      "it keeps the first and the last token of an answer and no gaps between them, so a stall cannot be seen",
      "token counts are the server's usage if it sent one, else the number of stream events; the file does not say which",
    ],
  };
}

const definitions: ImportedContent["definitions"] = {
  timeToFirstTokenMs: "first reasoning, content or tool delta - start of the request",
  timeToFirstAnswerTokenMs: "first content delta that is no reasoning - start of the request",
  latencyMs: "end of the request - its start",
  interTokenLatencyMs: "(last token - first token) / (n - 1); between requests weighted by n - 1",
  timePerOutputTokenMs: "(last token - start) / n, time to first token included; between requests weighted by n",
  inputTokens: "prompt tokens of the server's usage, else of its tokenizer",
  outputTokens: "the server's usage, else the number of stream events with content",
};

interface Benchmark {
  readonly model: string;
  readonly load: string;
  readonly starts: readonly number[];
  rows(target: string, firstStart: number): ImportedRow[];
  summary(rows: readonly ImportedRow[], target: string): ToolNumber[];
}

const kinds = { successful: "answered", errored: "failed", incomplete: "aborted" } as const;

function readBenchmark(value: unknown, where: string): Benchmark {
  const benchmark = fieldsOf(value, where);
  const config = fieldsAt(benchmark, "config", where);
  const strategy = fieldsAt(config, "strategy", `config of ${where}`);
  const kind = textAt(strategy, "type_", `strategy of ${where}`);
  const requests = fieldsAt(benchmark, "requests", where);
  const entries = Object.keys(kinds).flatMap((group) =>
    listOf(requests[group] ?? [], `${group} requests of ${where}`).map((entry, index) => ({
      outcome: kinds[group as keyof typeof kinds],
      place: `${group} request ${index + 1} of ${where}`,
      request: fieldsOf(entry, `${group} request ${index + 1} of ${where}`),
    })),
  );
  const times = entries.map(({ request, place }) => timesOf(request, place));
  return {
    model: modelOf(config, where),
    load: [kind, numberOrNull(strategy, "streams", where) ?? numberOrNull(strategy, "rate", where)].join(" ").trim(),
    starts: times.map(({ start }) => start),
    rows: (target, firstStart) =>
      entries.map(({ request, outcome, place }, index) =>
        rowOf(request, times[index] ?? timesOf(request, place), {
          target,
          firstStart,
          outcome,
          place,
          open: opens(kind),
        }),
      ),
    summary: (rows, target) => guidellmSummary(fieldsAt(benchmark, "metrics", where), rows, target, where),
  };
}

/** Whether requests have a schedule of their own, so that being late means something. */
const opens = (strategy: string) => strategy === "constant" || strategy === "poisson" || strategy === "trace";

function modelOf(config: Fields, where: string): string {
  const backend = fieldsAt(config, "backend", `config of ${where}`);
  return textOrNull(backend, "model", `backend of ${where}`) ?? "unknown model";
}

/** The model's name, and the load where the file has several. */
function targetNames(benchmarks: readonly Benchmark[]): string[] {
  return benchmarks.map(({ model, load }, index) => {
    if (benchmarks.length === 1) return model;
    const twin = benchmarks.some((other, place) => place < index && other.model === model && other.load === load);
    return `${model}, ${load}${twin ? ` (${index + 1})` : ""}`;
  });
}

interface Times {
  readonly start: number;
  readonly intended: number | null;
  readonly lastToken: number | null;
}

/** Seconds since 1970. */
function timesOf(request: Fields, place: string): Times {
  const timings = fieldsAt(fieldsAt(request, "info", place), "timings", place);
  return {
    start: amountOrNull(timings, "request_start", place) ?? amountAt(request, "request_start_time", place),
    intended: amountOrNull(timings, "targeted_start", place),
    lastToken: amountOrNull(timings, "last_token_iteration", place),
  };
}

interface Given {
  readonly target: string;
  readonly firstStart: number;
  readonly outcome: ImportedRow["outcome"];
  readonly place: string;
  readonly open: boolean;
}

function rowOf(request: Fields, times: Times, given: Given): ImportedRow {
  const { place, firstStart } = given;
  const milliseconds = (instant: number | null) => (instant === null ? null : (instant - firstStart) * 1000);
  const latency = amountOrNull(request, "request_latency", place);
  const observed = (key: string) => nullForZero(amountOrNull(request, key, place));
  const prompt = promptOf(request, place);
  const output = textOrNull(request, "output", place);
  const input = isFields(request.input_metrics) ? request.input_metrics : {};
  return importedRow({
    target: given.target,
    caseId: prompt === null ? `request ${place.split(" ")[2]}` : promptId(prompt),
    outcome: given.outcome,
    error: textOrNull(fieldsAt(request, "info", place), "error", place),
    startMs: milliseconds(times.start),
    intendedStartMs: given.open ? milliseconds(times.intended) : null,
    timeToFirstTokenMs: observed("time_to_first_token_ms"),
    timeToFirstAnswerTokenMs: observed("time_to_first_output_token_ms"),
    latencyMs: latency === null ? null : latency * 1000,
    interTokenLatencyMs: observed("inter_token_latency_ms"),
    timePerOutputTokenMs: observed("time_per_output_token_ms"),
    lastTokenMs: times.lastToken === null ? null : (times.lastToken - times.start) * 1000,
    inputTokens: observed("prompt_tokens"),
    cachedInputTokens: amountOrNull(input, "cached_tokens", place),
    outputTokens: amountOrNull(request, "output_tokens", place),
    tokenSource: "usage",
    prompt,
    text: output,
    details: { requestId: textOrNull(request, "request_id", place) },
  });
}

/** GuideLLM writes 0 for what it did not observe; no answer comes in no time. */
const nullForZero = (value: number | null) => (value === 0 ? null : value);

/** The text of the messages that were sent; null when the request was not kept or is no chat. */
function promptOf(request: Fields, place: string): string | null {
  const body = requestBody(textOrNull(request, "request_args", place));
  const messages = body === null ? null : body.messages;
  if (!Array.isArray(messages)) return body !== null && typeof body.prompt === "string" ? body.prompt : null;
  const texts = messages.flatMap((message: unknown) => (isFields(message) ? textsOf(message.content) : []));
  return texts.length === 0 ? null : texts.join("\n");
}

function requestBody(text: string | null): Fields | null {
  if (text === null) return null;
  try {
    const sent: unknown = JSON.parse(text);
    return isFields(sent) && isFields(sent.body) ? sent.body : null;
  } catch {
    return null; // cut by GuideLLM or by a person: the request itself is whole
  }
}

function textsOf(content: unknown): string[] {
  if (typeof content === "string") return [content];
  if (!Array.isArray(content)) return [];
  return content.flatMap((part: unknown) => (isFields(part) && typeof part.text === "string" ? [part.text] : []));
}
