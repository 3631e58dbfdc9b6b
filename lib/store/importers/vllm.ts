import { sum } from "simple-statistics";
import { describeValue } from "../../arguments/describe-value.js";
import { runNames } from "./differing-fields.js";
import { amountsOf, type Fields, fieldsOf, isFields, listAt, scalarsOf, textOrNull } from "./fields.js";
import { type ImportedContent, type ImportedRow, importedRow } from "./imported.js";
import type { Part } from "./read-content.js";
import { isSglang } from "./sglang.js";
import { servingSummary } from "./vllm-summary.js";

/**
 * Whether a parsed JSON file is that of `vllm bench serve`. Scripts that descend from it write most of the same fields, but
 * not the tokenizer's name (SGLang's neither that nor these latencies): their definitions differ.
 */
export function isVllm(value: unknown): boolean {
  return isFields(value) && MARKS.every((field) => field in value) && !isSglang(value);
}

const MARKS = ["request_throughput", "total_input_tokens", "completed", "tokenizer_id"];

/** What vLLM measured; all other fields of a result say what was asked for, those of `--metadata` too. */
const RESULT =
  /^(?:date|model_id|duration|completed|failed|rtfx|total_.*|.*_throughput|request_goodput|max_output_tokens_per_s|max_concurrent_requests|.*_(?:ttft|tpot|itl|e2el)_ms)$/;

/**
 * Reads the JSON of `vllm bench serve --save-result --save-detailed`: parallel lists, one entry a request. With
 * `--append-result` a file holds one run per line; their targets are distinguished by every setting that differs. Files of older
 * versions, which have no `latencies` or `start_times`, are read too; what they lack is null or follows from the gaps.
 */
export function readVllm(parts: readonly Part[]): ImportedContent {
  const results = parts.map(({ value, where }) => fieldsOf(value, where));
  const models = parts.map(
    ({ where }, index) => textOrNull(results[index] ?? {}, "model_id", where) ?? "unknown model",
  );
  const targets = runNames(models, results, (field) => RESULT.test(field));
  const runs = parts.map(({ where }, index) => readRun(results[index] ?? {}, where, targets[index] ?? ""));
  const lacks = (key: "latencies" | "starts") => runs.some(({ lists }) => lists[key] === null);
  return {
    tool: "vLLM bench serve",
    toolVersion: null,
    formatVersion: null,
    unit: "request",
    rows: runs.flatMap(({ rows }) => rows),
    definitions,
    summary: runs.flatMap(({ summary }) => summary),
    notes: [
      "vLLM up to 2026 takes the first chunk that has choices for the first token, even an empty one that only names the role; 0.33.0 does so no more in its chat backend, only in the others; the file names the backend, not the version",
      "token counts are the server's usage if it sent one, else the client's tokenizer over the text; the file does not say which",
      ...(lacks("latencies")
        ? ["the file holds no latencies: TTFT and all gaps added up, which is how vLLM makes them"]
        : []),
      ...(lacks("starts") ? ["the file holds no starts: what ran beside what is unknown"] : []),
      ...(runs.length > 1 ? [`the file holds ${runs.length} runs: starts count from the first of each`] : []),
    ],
  };
}

function readRun(result: Fields, where: string, target: string) {
  const lists = detailedLists(result, where);
  const first = lists.starts === null ? 0 : Math.min(...lists.starts);
  const rows = lists.ttfts.map((_, index) => rowOf(lists, index, target, first, opens(result)));
  return { lists, rows, summary: servingSummary(result, rows, target) };
}

const definitions: ImportedContent["definitions"] = {
  timeToFirstTokenMs: "first chunk with choices - start: even an empty one, or from 0.33.0 in chat the first with text",
  latencyMs: "last such chunk - start (E2EL)",
  timePerOutputTokenMs: "(E2EL - TTFT) / (n - 1) (TPOT)",
  chunkGapsMs: "raw gaps between such chunks, which vLLM pools over all requests and calls ITL",
  inputTokens: "prompt tokens of the server's usage (0.33.0), else the client's tokenizer",
  outputTokens: "completion tokens of the server's usage, else the client's tokenizer over the text",
};

interface Lists {
  readonly ttfts: readonly number[];
  readonly gaps: readonly (readonly number[])[];
  readonly latencies: readonly number[] | null;
  readonly starts: readonly number[] | null;
  readonly queued: readonly number[] | null;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly texts: readonly (string | null)[];
  readonly errors: readonly string[];
  readonly where: string;
}

function detailedLists(result: Fields, where: string): Lists {
  if (!("ttfts" in result)) {
    throw new Error(
      `expected ${where} to hold each request, got only vLLM's summary; run vllm bench serve with --save-detailed`,
    );
  }
  const numbers = (key: string) => (key in result ? amountsOf(result[key], `${key} of ${where}`) : null);
  const ttfts = amountsOf(result.ttfts, `ttfts of ${where}`);
  const same = <Entry>(list: readonly Entry[], key: string) => {
    if (list.length === ttfts.length) return list;
    throw new Error(`expected ${ttfts.length} entries in ${key} of ${where}, as in ttfts, got ${list.length}`);
  };
  const some = (key: string) => {
    const list = numbers(key);
    return list === null ? null : same(list, key);
  };
  const gaps = listAt(result, "itls", where).map((one, index) => amountsOf(one, `itls ${index + 1} of ${where}`));
  const texts = "generated_texts" in result ? listAt(result, "generated_texts", where) : ttfts.map(() => null);
  return {
    ttfts,
    where,
    gaps: same(gaps, "itls"),
    latencies: some("latencies"),
    starts: some("start_times"),
    queued: some("queue_times"),
    inputs: same(amountsOf(result.input_lens, `input_lens of ${where}`), "input_lens"),
    outputs: same(amountsOf(result.output_lens, `output_lens of ${where}`), "output_lens"),
    texts: same(texts, "generated_texts").map((one) => (typeof one === "string" ? one : null)),
    errors: same(listAt(result, "errors", where), "errors").map((one, index) => {
      if (typeof one === "string") return one;
      if (one === null) return "";
      throw new Error(`expected errors, entry ${index + 1}, of ${where} to be a text, got ${describeValue(one)}`);
    }),
  };
}

/** A finite rate is a schedule; at `inf` everything is sent at once. */
function opens(result: Fields): boolean {
  return typeof result.request_rate === "number" && Number.isFinite(result.request_rate);
}

function rowOf(lists: Lists, index: number, target: string, first: number, open: boolean): ImportedRow {
  const at = <Entry>(list: readonly Entry[] | null) => list?.[index] ?? null;
  const error = at(lists.errors) ?? "";
  const gaps = at(lists.gaps) ?? [];
  const [ttft, outputs, start] = [at(lists.ttfts) ?? 0, at(lists.outputs), at(lists.starts)];
  // A request that failed has 0 for what it did not come to, and an output length of 0.
  const answered = error === "" && (outputs !== 0 || ttft > 0);
  const latency = answered ? (at(lists.latencies) ?? ttft + sum([...gaps])) : null;
  const streamed = ttft > 0;
  const startMs = start === null ? null : (start - first) * 1000;
  const queued = at(lists.queued);
  return importedRow({
    target,
    caseId: `request ${index + 1}`,
    outcome: answered ? "answered" : "failed",
    error: answered ? null : error || "no answer, and no reason in the file",
    startMs,
    intendedStartMs: open && startMs !== null && queued !== null ? startMs - queued * 1000 : null,
    timeToFirstTokenMs: streamed ? ttft * 1000 : null,
    latencyMs: latency === null ? null : latency * 1000,
    timePerOutputTokenMs:
      latency === null || !streamed || outputs === null || outputs < 2
        ? null
        : ((latency - ttft) / (outputs - 1)) * 1000,
    lastTokenMs: latency === null || !streamed ? null : (ttft + sum([...gaps])) * 1000,
    chunkGapsMs: streamed && gaps.length > 0 ? gaps.map((gap) => gap * 1000) : null,
    inputTokens: at(lists.inputs),
    outputTokens: answered ? outputs : null,
    tokenSource: "usage",
    text: at(lists.texts),
    details: scalarsOf({ clientQueueMs: queued === null ? null : queued * 1000 }),
  });
}
