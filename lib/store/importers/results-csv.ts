import { byColumn, type CsvFile, type CsvRecord, cellNumber } from "./csv-file.js";
import { type ImportedContent, type ImportedRow, importedRow } from "./imported.js";
import { withRepetitions } from "./prompt-rows.js";

/** Reads a `results.csv`, written by Benchbook or by another script: a line an answer. */
export function readResultsCsv({ header, records }: CsvFile): ImportedContent {
  return {
    tool: "streaming recipe",
    toolVersion: null,
    formatVersion: null,
    unit: "request",
    rows: withRepetitions(records.map((record) => rowOf(record, header))),
    definitions: {
      timeToFirstTokenMs: "first content - start",
      latencyMs: "end of the answer - start",
      tokensPerSecond: "words / latency, time to first token included",
      outputTokens: "words of the answer, split at white space: no tokens of the model",
      quality: "cosine similarity of the answer's and the expected answer's sentence embeddings",
    },
    summary: [],
    notes: ["the file holds no starts, and batches of two ran at a time: what ran beside what is unknown"],
  };
}

function rowOf(record: CsvRecord, header: readonly string[]): ImportedRow {
  const cells = byColumn(record, header);
  const number = (column: string) => cellNumber(cells, column, record.where);
  const seconds = (column: string) => {
    const value = number(column);
    if (value === null || value >= 0) return value === null ? null : value * 1000;
    throw new Error(`expected ${column} in ${record.where} to be 0 or more, got ${value}`);
  };
  const [latencyMs, tokens] = [seconds("latency_sec"), number("tokens")];
  return importedRow({
    target: cells.get("model") ?? "",
    caseId: cells.get("prompt_id") ?? "",
    outcome: latencyMs === null ? "failed" : "answered",
    error: latencyMs === null ? "no latency in the file" : null,
    timeToFirstTokenMs: seconds("ttft_sec"),
    latencyMs,
    tokensPerSecond: number("tokens_per_sec"),
    outputTokens: tokens,
    tokenSource: tokens === null ? null : "whitespace",
    quality: number("semantic_accuracy"),
    prompt: cells.get("prompt") ?? null,
  });
}
