import { RESULT_COLUMNS } from "../tables/results-rows.js";
import { isAiperfRecord, isAiperfSummary, isAiperfSummaryCsv, readAiperf } from "./aiperf.js";
import { isBaselineFile, readBaselineFile } from "./baseline-file.js";
import { type CsvFile, readCsvFile } from "./csv-file.js";
import { isGuidellm, readGuidellm } from "./guidellm.js";
import { isHarnessResult, readHarnessSummary } from "./harness-summary.js";
import type { ImportedContent, ImportFormat } from "./imported.js";
import { isInferFile, readInferFile } from "./infer-file.js";
import { isLlamaBench, llamaBenchColumns, readLlamaBench } from "./llama-bench.js";
import { ollamaBenchColumns, readOllamaBench } from "./ollama-bench.js";
import { parsePythonJson } from "./python-json.js";
import { readResultsCsv } from "./results-csv.js";
import { isSglang, readSglang } from "./sglang.js";
import { isVllm, readVllm } from "./vllm.js";

/** A parsed part of a file and where it stands, for messages. */
export interface Part {
  readonly value: unknown;
  readonly where: string;
}

/** What a file turned out to be, by its content; `read` makes the rows. */
export interface Recognized {
  readonly format: ImportFormat;
  /** `beside` is AIPerf's summary, if it is in the same folder. */
  read(beside: Part | null): ImportedContent;
}

/**
 * Says what a text is by what is in it, whatever the file is called. Null when it is no known file.
 * @throws when it is JSON or CSV and damaged, naming file and line; when it is a known tool's file of another sort.
 */
export function recognize(text: string, path: string): Recognized | null {
  const begin = text.replace(/^\uFEFF/, "").trimStart();
  if (begin.startsWith("{") || begin.startsWith("[")) return fromJson(begin, path);
  if (isAiperfSummaryCsv(begin)) throw summaryAlone(path);
  return fromCsv(readCsvFile(text, path), path);
}

function summaryAlone(path: string): Error {
  return new Error(
    `expected ${path} to hold AIPerf's records, got its summary; import profile_export.jsonl from the same folder`,
  );
}

function fromJson(text: string, path: string): Recognized | null {
  const lines = jsonLines(text, path);
  if (lines !== null) return fromLines(lines, path);
  const value = parsed(text, path);
  if (isGuidellm(value)) return { format: "guidellm-json", read: () => readGuidellm(value, path) };
  if (isInferFile(value)) return { format: "infer-json", read: () => readInferFile(value, path) };
  if (isBaselineFile(value)) return { format: "baseline-json", read: () => readBaselineFile(value, path) };
  if (isHarnessResult(value)) return { format: "summary-json", read: () => readHarnessSummary(value, path) };
  if (isAiperfSummary(value)) throw summaryAlone(path);
  if (!Array.isArray(value)) return fromLines([{ value, where: path }], path);
  if (isHarnessResult(value[0])) return { format: "summary-json", read: () => readHarnessSummary(value, path) };
  if (!isLlamaBench(value[0])) return null;
  const tests = value.map((one: unknown, index) => ({ value: one, where: `test ${index + 1} of ${path}` }));
  return { format: "llama-bench-json", read: () => readLlamaBench(tests) };
}

function fromLines(parts: readonly Part[], path: string): Recognized | null {
  const first = parts[0]?.value;
  if (isSglang(first)) return { format: "sglang-jsonl", read: () => readSglang(parts, path) };
  if (isVllm(first)) return { format: "vllm-json", read: () => readVllm(parts) };
  if (isAiperfRecord(first)) return { format: "aiperf-jsonl", read: (beside) => readAiperf(parts, beside) };
  if (isLlamaBench(first)) return { format: "llama-bench-jsonl", read: () => readLlamaBench(parts) };
  return null;
}

/** The lines of a JSON Lines file; null when the text is one JSON value over one line or many. */
function jsonLines(text: string, path: string): readonly Part[] | null {
  const lines = text.split("\n");
  if (!text.startsWith("{") || lines.filter((line) => line.trim() !== "").length < 2) return null;
  try {
    parsePythonJson(lines[0] ?? "");
  } catch {
    return null; // the first line is no value of its own: one value over several lines
  }
  return lines.flatMap((line, index) => {
    const where = `line ${index + 1} of ${path}`;
    return line.trim() === "" ? [] : [{ value: parsed(line, where), where }];
  });
}

function parsed(text: string, where: string): unknown {
  try {
    return parsePythonJson(text);
  } catch (error) {
    throw new Error(`expected ${where} to be whole JSON, got: ${(error as Error).message}`);
  }
}

function fromCsv(file: CsvFile, path: string): Recognized | null {
  const has = (columns: readonly string[]) => columns.every((column) => file.header.includes(column));
  if (has(RESULT_COLUMNS)) return { format: "results-csv", read: () => readResultsCsv(file) };
  if (has(ollamaBenchColumns)) {
    return { format: "ollama-bench-csv", read: () => readOllamaBench(file.records, file.comments, path) };
  }
  if (!has(llamaBenchColumns)) return null;
  const tests = file.records.map(({ cells, where }) => ({
    where,
    value: Object.fromEntries(file.header.map((name, index) => [name, cellValue(name, cells[index] ?? "")])),
  }));
  return { format: "llama-bench-csv", read: () => readLlamaBench(tests) };
}

/** llama-bench puts quotes around numbers too. Only counts and times are treated as numbers: a build commit may look like one. */
function cellValue(name: string, cell: string): string | number | null {
  if (cell === "") return null;
  const counted = /^(?:n_|avg_|stddev_|build_number$|model_size$|model_n_params$)/.test(name);
  return counted && Number.isFinite(Number(cell)) ? Number(cell) : cell;
}
